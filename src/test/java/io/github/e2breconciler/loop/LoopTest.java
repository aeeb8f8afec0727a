package io.github.e2breconciler.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
final class LoopTest {

  private static final Logger LOG = (Logger) LoggerFactory.getLogger(Loop.class);

  private final ListAppender<ILoggingEvent> told = new ListAppender<>();

  @BeforeEach
  void listen() {
    told.start();
    LOG.addAppender(told);
  }

  @AfterEach
  void listenNoMore() {
    LOG.detachAppender(told);
  }

  /** The disk is full for a night: one trace, and then a line each time. */
  @Test
  void tellsTheTraceOfATroubleOnce() throws InterruptedException {
    var steps = new AtomicInteger();
    var well = new CountDownLatch(2); // what the one before said is told by then
    var loop =
        new Loop(
            "x",
            () -> {
              var step = steps.incrementAndGet();
              if (step <= 3) {
                throw new IllegalStateException("full " + step);
              }
              if (step == 4) {
                throw new IllegalArgumentException("another");
              }
              well.countDown();
              return Duration.ofMillis(1);
            },
            Duration.ofMillis(1));
    try (loop) {
      loop.start();
      assertThat(well.await(30, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(told.list)
        .extracting(
            event -> (event.getThrowableProxy() != null) + " " + event.getFormattedMessage())
        .containsExactly(
            "true x failed; trying again in PT0.001S",
            "false x failed again; trying again in PT0.001S:"
                + " java.lang.IllegalStateException: full 2",
            "false x failed again; trying again in PT0.001S:"
                + " java.lang.IllegalStateException: full 3",
            "true x failed; trying again in PT0.001S",
            "false x works again");
  }
}
