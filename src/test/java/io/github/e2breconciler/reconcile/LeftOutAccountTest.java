package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.reap.CaseState;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Requests of an account that somebody took out of the configuration before they were settled. */
final class LeftOutAccountTest {

  private final ReapWorld world = new ReapWorld().condemned();
  private final Passes passes =
      new Passes(Map.of(), world.reaper(), new Mirrored(world).passContext());
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger("io.github.e2breconciler.reap");

  @BeforeEach
  void listen() {
    logged.start();
    log.addAppender(logged);
  }

  @AfterEach
  void listenNoMore() {
    log.detachAppender(logged);
  }

  @Test
  void areEscalatedOnceItWasGoneForLong() {
    world.pass();
    passes.step();
    assertThat(world.state()).isEqualTo(CaseState.PAUSING);

    for (var i = 0; i < 5; i++) {
      world.advance(Duration.ofMinutes(1));
      passes.step();
    }

    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    assertThat(world.openIntents()).isEmpty();
    assertThat(logged.list)
        .extracting(ILoggingEvent::getLevel)
        .doesNotContain(Level.ERROR, Level.WARN);
    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anyMatch(line -> line.contains("default is no longer configured"));
  }

  @Test
  void areSettledByWhatWasHeardBefore() {
    world.pass();
    world.verify();
    world.advance(Duration.ofMinutes(11));
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.KILLING);
    var now = world.clock().instant();
    var header =
        new EventHeader("event", EventTypes.KILLED, now, SANDBOX, null, "base", "", "", Map.of());
    var killed = new LifecycleEvent.Killed(header, null, "request");
    world.inventory().apply(ACCOUNT, new Observation.Heard(killed, Source.WEBHOOK, now));

    passes.step();

    assertThat(world.state()).isEqualTo(CaseState.KILLED);
  }
}
