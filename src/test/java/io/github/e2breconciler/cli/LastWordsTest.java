package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Isolated: the handler is the whole process's. */
@Isolated
final class LastWordsTest {

  private final List<Integer> halted = new ArrayList<>();
  private final LastWords lastWords = new LastWords(halted::add);

  @Test
  void endsTheProcessAtAnErrorOnly() {
    lastWords.uncaughtException(Thread.currentThread(), new IllegalStateException("a request"));
    assertThat(halted).isEmpty();

    lastWords.uncaughtException(Thread.currentThread(), new NoClassDefFoundError("a loop"));
    assertThat(halted).containsExactly(ExitCode.BROKEN);
  }

  @Test
  void hearsOfALoopThatDies() throws InterruptedException {
    var died = new CountDownLatch(1);
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(new LastWords(_ -> died.countDown()));
    try (var loop = new Loop("dying", LastWordsTest::die, Duration.ZERO)) {
      loop.start();

      assertThat(died.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  private static Duration die() {
    throw new NoClassDefFoundError("replaced while it ran");
  }
}
