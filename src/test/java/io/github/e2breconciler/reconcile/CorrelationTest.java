package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.e2breconciler.loop.Lanes;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What lines of the log say of their pass and case. */
final class CorrelationTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.e2breconciler");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);
  private final AccountWatch watch = mirrored.watch(Mirrored.KEY);
  private final Lanes lanes = new Lanes("test");
  private final Passes passes =
      new Passes(Map.of(ACCOUNT, watch), world.reaper(), mirrored.passContext());

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
    passes.runIn(lanes);
    passes.step();
  }

  @AfterEach
  void hush() {
    logger.detachAppender(logged);
    lanes.close();
  }

  @Test
  void namesPassAndCaseOnEveryThreadAndNothingAfterwards() {
    condemn();
    var pass = passes.request("manual", false, null);
    passes.step();

    var subject = world.subject().id();
    assertThat(of("marked")).containsExactly(Map.of("case", subject));
    assertThat(of("pause sent")).containsExactly(Map.of("pass", pass, "case", subject));
    assertThat(of("pause paused")).containsExactly(Map.of("pass", pass, "case", subject));
    assertThat(logged.list)
        .filteredOn(line -> line.getFormattedMessage().startsWith("pause sent"))
        .extracting(ILoggingEvent::getThreadName)
        .doesNotContain(Thread.currentThread().getName());
    assertThat(MDC.get("pass")).isNull();
    assertThat(MDC.get("case")).isNull();
  }

  @Test
  void namesThemOnWhatFailsToo() {
    condemn();
    world
        .api()
        .nextPause(_ -> {
          throw new IllegalStateException("planted");
        });
    var pass = passes.request("manual", false, null);
    passes.step();

    assertThat(of("step failed"))
        .containsExactly(Map.of("pass", pass, "case", world.subject().id()));
  }

  @Test
  void namesTheCaseOnWhatPeopleDo() {
    condemn();
    var subject = Map.of("case", world.subject().id());
    world.reaper().snooze(world.subject().id(), Duration.ofHours(1), "in use");
    world.reaper().approve(world.subject().id(), "go on");
    world.reaper().release(world.subject().id(), "mine");

    assertThat(of("snoozed by a person")).containsExactly(subject);
    assertThat(of("approved by a person")).containsExactly(subject);
    assertThat(of("released by a person")).containsExactly(subject);
  }

  @Test
  void saysOfAPlanThatNothingWasDone() {
    condemn();
    passes.request("manual", true, null);
    passes.step();

    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(line -> line.startsWith("pass done "))
        .satisfiesExactly(
            first -> assertThat(first).contains(" trigger=start walks="),
            plan -> assertThat(plan).contains(" trigger=manual plan=true walks=", " actions=1 "));
  }

  private void condemn() {
    world.advance(Duration.ofSeconds(1));
    world.born(1);
    world.advance(ReapWorld.LIFE.plusMinutes(1));
    watch.resync();
    world.reaper().judge(watch.standing());
    world.advance(Duration.ofMinutes(5));
    watch.resync();
  }

  private List<Map<String, String>> of(String start) {
    return logged.list.stream()
        .filter(line -> line.getFormattedMessage().startsWith(start))
        .map(ILoggingEvent::getMDCPropertyMap)
        .toList();
  }
}
