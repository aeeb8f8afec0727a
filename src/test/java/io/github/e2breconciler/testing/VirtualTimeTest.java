package io.github.e2breconciler.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class VirtualTimeTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualTime time =
      new VirtualTime(FakeClock.START, new SplittableRandom(1), VirtualTime.Failures.FATAL);
  private final VirtualTurns turns = new VirtualTurns(time);
  private final List<String> done = new ArrayList<>();

  @AfterEach
  void end() {
    time.close();
  }

  @Test
  void othersGoOnWhileOneWaits() {
    time.once("slow", Duration.ZERO, () -> slowly("slow", SECOND.multipliedBy(3)));
    time.once("quick", SECOND, () -> done.add("quick"));

    time.pass(SECOND.multipliedBy(5));

    assertThat(done).containsExactly("slow begins", "quick", "slow ends");
    assertThat(time.instant()).isEqualTo(FakeClock.START.plusSeconds(5));
  }

  @Test
  void lockKeepsOthersOutInTheOrderInWhichTheyAsked() {
    var lock = turns.lock();
    for (var i = 0; i < 3; i++) {
      var name = "step " + i;
      time.once(name, Duration.ofMillis(i), () -> holding(lock, () -> slowly(name, SECOND)));
    }

    time.pass(SECOND.multipliedBy(4));

    assertThat(done)
        .containsExactly(
            "step 0 begins",
            "step 0 ends",
            "step 1 begins",
            "step 1 ends",
            "step 2 begins",
            "step 2 ends");
  }

  @Test
  void waitForAnotherEndsInTimeOrWhenItIsDone() {
    var never = new CompletableFuture<Boolean>();
    var soon = new CompletableFuture<Boolean>();
    time.once("other", SECOND, () -> soon.complete(true));

    assertThat(turns.await(never, Duration.ofMillis(10))).isFalse();
    assertThat(turns.await(soon, SECOND.multipliedBy(9))).isTrue();
    assertThat(time.instant()).isEqualTo(FakeClock.START.plusSeconds(1));
  }

  @Test
  void whatIsDoneTooLateWakesNobody() {
    var late = new CompletableFuture<Boolean>();
    time.once("other", SECOND, () -> late.complete(true));
    assertThat(turns.await(late, Duration.ofMillis(10))).isFalse();

    time.pass(SECOND.multipliedBy(9));

    assertThat(time.instant()).isEqualTo(FakeClock.START.plusMillis(9_010));
  }

  @Test
  void nudgeDuringStepRunsItOnceMore() {
    var task = new VirtualTime.Task[1];
    task[0] =
        time.add(
            "step",
            Duration.ZERO,
            () -> {
              slowly("step", SECOND);
              return Duration.ofHours(1);
            });
    time.once("nudge", Duration.ofMillis(500), () -> task[0].nudge());

    time.pass(SECOND.multipliedBy(5));

    assertThat(done).hasSize(4);
  }

  @Test
  void failureOfAnyStepEndsTheRun() {
    time.once(
        "bad",
        SECOND,
        () -> {
          throw new IllegalStateException("no");
        });

    assertThatThrownBy(() -> time.pass(SECOND.multipliedBy(5))).hasMessageContaining("no");
  }

  @Test
  void sameSeedIsTheSameOrder() {
    assertThat(order(7)).isEqualTo(order(7)).isNotEqualTo(order(8));
  }

  private static List<String> order(long seed) {
    var order = new ArrayList<String>();
    try (var time =
        new VirtualTime(FakeClock.START, new SplittableRandom(seed), VirtualTime.Failures.FATAL)) {
      for (var i = 0; i < 20; i++) {
        var name = "step " + i;
        time.once(
            name,
            SECOND,
            () -> {
              time.pass(SECOND);
              order.add(name);
            });
      }
      time.pass(Duration.ofMinutes(1));
    }
    return order;
  }

  private void slowly(String name, Duration span) {
    done.add(name + " begins");
    time.pass(span);
    done.add(name + " ends");
  }

  private static void holding(Lock lock, Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }
}
