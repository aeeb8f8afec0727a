package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class FleetTest {

  private static final Duration STEP = Duration.ofMillis(200);
  private static final Duration HALF = Duration.ofSeconds(30);

  /** Leases as a daemon would keep them. */
  private final class Leases implements Heartbeats {

    private final Map<String, Instant> owners = new HashMap<>();
    private final Map<SandboxId, Instant> sandboxes = new HashMap<>();

    @Override
    public void renewOwner(String owner, Duration ttl) {
      owners.put(owner, e2b.now().plus(ttl));
    }

    @Override
    public void renewSandbox(SandboxId sandbox, Duration ttl) {
      sandboxes.put(sandbox, e2b.now().plus(ttl));
    }

    boolean live(SimulatedSandbox sandbox) {
      var owner = sandbox.spec().metadata().getOrDefault("owner", "");
      return owners.getOrDefault(owner, Instant.MIN).isAfter(e2b.now())
          || sandboxes.getOrDefault(sandbox.id(), Instant.MIN).isAfter(e2b.now());
    }
  }

  private final WorldFixture e2b = new WorldFixture();
  private final Leases leases = new Leases();

  @Test
  void foundsAboutAsManyAsAskedFor() {
    var fleet = fleet(1);

    fleet.step();

    assertThat(e2b.listed().size()).isBetween(12, 28);
  }

  @Test
  void leaksInTheFirstHalfAndNotAfterwards() {
    var fleet = fleet(1);
    run(fleet, HALF);
    var leaked = fleet.truth().leaked();

    run(fleet, HALF);

    assertThat(leaked.size()).isGreaterThanOrEqualTo(4);
    assertThat(fleet.truth().leaked()).isEqualTo(leaked);
  }

  @RepeatedTest(20)
  void whateverIsOwnedHasLiveLease(RepetitionInfo repetition) {
    var fleet = fleet(repetition.getCurrentRepetition());

    for (var i = 0; i < 300; i++) {
      fleet.step();
      for (var sandbox : fleet.truth().owned()) {
        var found = e2b.team.get(sandbox);
        assertThat(found.done() && leases.live(found.value())).as("%s", sandbox).isTrue();
      }
      e2b.clock.advance(STEP);
    }
  }

  @RepeatedTest(20)
  void leakedLosesItsLeaseAndRuns(RepetitionInfo repetition) {
    var fleet = fleet(repetition.getCurrentRepetition());
    run(fleet, HALF);

    run(fleet, Duration.ofSeconds(10));

    assertThat(fleet.truth().leaked()).isNotEmpty();
    for (var sandbox : fleet.truth().leaked().keySet()) {
      var found = e2b.team.get(sandbox).value();
      assertThat(found.running()).isTrue();
      assertThat(leases.live(found)).isFalse();
      assertThat(found.spec().metadata()).containsEntry("app", "demo").containsKey("owner");
    }
  }

  @Test
  void foreignAreOutOfScopeAndUntouchableAreMarked() {
    var fleet = fleet(1);
    fleet.step();
    var truth = fleet.truth();

    assertThat(truth.foreign()).isNotEmpty();
    assertThat(truth.untouchable()).isNotEmpty();
    for (var sandbox : truth.foreign()) {
      assertThat(e2b.team.get(sandbox).value().spec().metadata()).doesNotContainKey("app");
    }
    for (var sandbox : truth.untouchable()) {
      assertThat(e2b.team.get(sandbox).value().spec().metadata()).containsEntry("keep", "true");
    }
  }

  @Test
  void foreignAndUntouchableOutliveTheirEnd() {
    var fleet = fleet(1);
    fleet.step();
    var truth = fleet.truth();

    run(fleet, Duration.ofMinutes(6));

    var all = new HashSet<>(truth.foreign());
    all.addAll(truth.untouchable());
    assertThat(all).isNotEmpty().allMatch(e2b.team::alive);
  }

  @Test
  void knowsThatEveryLeakEnded() {
    var fleet = fleet(1);
    run(fleet, HALF);
    assertThat(fleet.truth().everyLeakEnded()).isFalse();

    fleet.truth().leaked().keySet().forEach(sandbox -> e2b.team.kill(sandbox, Asker.API));
    e2b.clock.advanceSeconds(1);

    assertThat(fleet.truth().everyLeakEnded()).isTrue();
    assertThat(fleet.truth().leaksEnded()).isPositive();
    assertThat(fleet.truth().ownedEnded()).isZero();
  }

  @Test
  void pausedLeakHasNotEnded() {
    var fleet = fleet(1);
    run(fleet, HALF);

    fleet.truth().leaked().keySet().forEach(sandbox -> e2b.team.pause(sandbox, Asker.API));
    e2b.clock.advanceSeconds(1);

    assertThat(fleet.truth().everyLeakEnded()).isFalse();
    assertThat(fleet.truth().ownedPaused()).isZero();
  }

  @Test
  void countsWhatOthersEndWithoutRight() {
    var fleet = fleet(1);
    fleet.step();
    var truth = fleet.truth();
    var owned = truth.owned().iterator();

    e2b.team.kill(owned.next(), Asker.API);
    e2b.team.kill(owned.next(), Asker.CUSTOMER);
    e2b.team.kill(truth.foreign().iterator().next(), Asker.API);
    e2b.team.kill(truth.untouchable().iterator().next(), Asker.API);
    e2b.team.pause(owned.next(), Asker.API);

    assertThat(fleet.truth().ownedEnded()).isEqualTo(3);
    assertThat(fleet.truth().ownedPaused()).isEqualTo(1);
  }

  @Test
  void jobIsOwnedUntilItsEndAndLeakedFromThen() {
    var fleet = fleet(1);
    run(fleet, HALF);

    fleet
        .truth()
        .leaked()
        .forEach((sandbox, since) -> {
          var found = e2b.team.get(sandbox).value();
          if (found.spec().metadata().containsValue("job")) {
            assertThat(since).isEqualTo(found.endAt());
          }
        });
  }

  @Test
  void survivesHeartbeatsThatNobodyHears() {
    var deaf =
        new Heartbeats() {
          @Override
          public void renewOwner(String owner, Duration ttl) {
            throw new IllegalStateException("nobody listens");
          }

          @Override
          public void renewSandbox(SandboxId sandbox, Duration ttl) {
            throw new IllegalStateException("nobody listens");
          }
        };
    var fleet = new Fleet(e2b.world, e2b.team, FleetSettings.demo(1), deaf);

    fleet.step();

    assertThat(e2b.listed()).isNotEmpty();
  }

  @Test
  void equalSeedsLiveEqualLives() {
    assertThat(life(5)).isEqualTo(life(5));
    assertThat(life(5)).isNotEqualTo(life(6));
  }

  @Test
  void staysAboutItsSizeWhenLeaksAreEnded() {
    var fleet = fleet(3);

    for (var i = 0; i < 600; i++) {
      run(fleet, Duration.ofSeconds(1));
      fleet.truth().leaked().keySet().forEach(sandbox -> e2b.team.kill(sandbox, Asker.API));
    }

    assertThat(e2b.listed().size()).isBetween(12, 40);
  }

  private static String life(long seed) {
    var test = new FleetTest();
    var fleet = test.fleet(seed);
    test.run(fleet, HALF);
    return test.e2b.events().stream()
        .map(event -> EventJson.feed(event).toString())
        .toList()
        .toString();
  }

  /** The summary of a demo is the last that it says. */
  @Test
  void saysNothingOfHeartbeatsThatItsEndBreaksOff() {
    var told = new ListAppender<ILoggingEvent>();
    var log = (Logger) LoggerFactory.getLogger(Fleet.class);
    told.start();
    log.addAppender(told);
    try {
      new Fleet(e2b.world, e2b.team, FleetSettings.demo(1), new Ending()).step();
    } finally {
      log.detachAppender(told);
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(told.list)
        .extracting(ILoggingEvent::getMessage)
        .noneMatch(it -> it.contains("failed"));
  }

  /** Whoever sends them is told to stop. */
  private static final class Ending implements Heartbeats {
    @Override
    public void renewOwner(String owner, Duration ttl) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted");
    }

    @Override
    public void renewSandbox(SandboxId sandbox, Duration ttl) {
      renewOwner("", ttl);
    }
  }

  private Fleet fleet(long seed) {
    var settings = FleetSettings.demo(seed).withStopLeakingAfter(HALF);
    return new Fleet(e2b.world, e2b.team, settings, leases);
  }

  private void run(Fleet fleet, Duration duration) {
    var end = e2b.now().plus(duration);
    while (e2b.now().isBefore(end)) {
      fleet.step();
      e2b.clock.advance(STEP);
    }
  }
}
