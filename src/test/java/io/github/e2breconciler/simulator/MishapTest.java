package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.simulator.SimulatedSandbox.Phase;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every mishap of the world itself, and that what lasts ends. */
final class MishapTest {

  private static final URI HERE = URI.create("http://127.0.0.1:1/hook");

  private final WorldFixture e2b = new WorldFixture();
  private final FaultsInForce faults = new FaultsInForce(e2b.world, new SplittableRandom(5));

  @ParameterizedTest
  @EnumSource
  void happens(MishapMenu line) {
    e2b.team.addWebhook(
        new Webhook.Settings("test", HERE, true, EventTypes.ALL, Secret.of("whsec_test")));
    var sandbox = e2b.create();
    var asleep = e2b.create(WorldFixture.spec().wokenByTraffic());
    e2b.team.pause(asleep.id(), Asker.CUSTOMER);
    for (var i = 0; i < 20; i++) {
      e2b.create();
    }
    begin(line.label());

    happened(line, sandbox, asleep);

    assertThat(faults.strikes().get(line.label())).isPositive();
  }

  private void happened(MishapMenu line, SimulatedSandbox sandbox, SimulatedSandbox asleep) {
    var id = sandbox.id();
    switch (line) {
      case WEBHOOK_DISABLED -> assertThat(webhook().enabled()).isFalse();
      case WEBHOOK_DELETED -> assertThat(e2b.team.webhooks()).isEmpty();
      case WEBHOOK_ELSEWHERE -> assertThat(webhook().url()).isNotEqualTo(HERE);
      case WEBHOOK_BURST -> assertThat(e2b.team.takeOwed()).hasSizeGreaterThan(10_000);
      case CRASH -> {
        assertThat(e2b.team.alive(id)).isFalse();
        assertThat(e2b.team.get(id).value().running()).isTrue();
        assertThat(e2b.types()).doesNotContain("killed");
      }
      case RESTART ->
          assertThat(e2b.team.get(id).value().run().execution())
              .isNotEqualTo(sandbox.run().execution());
      case TRAFFIC -> assertThat(e2b.team.get(asleep.id()).value().running()).isTrue();
      case SNAPSHOT -> {
        assertThat(e2b.listed()).doesNotContain(id);
        e2b.clock.advanceSeconds(30);
        assertThat(e2b.listed()).contains(id);
      }
      case END_FORGOTTEN -> {
        e2b.clock.advance(Duration.ofHours(1));
        assertThat(e2b.listed()).contains(id);
        assertThat(e2b.team.census().overdue()).isPositive();
      }
      case NODE_LOST -> {
        assertThat(e2b.listed()).hasSizeBetween(1, 21);
        assertThat(e2b.types()).doesNotContain("killed");
      }
      case KILLED_EARLY -> {
        e2b.team.kill(id, Asker.CUSTOMER);
        e2b.clock.advanceSeconds(29);
        assertThat(e2b.types()).endsWith("killed");
        assertThat(e2b.team.alive(id)).isTrue();
        e2b.clock.advanceSeconds(1);
        assertThat(e2b.team.alive(id)).isFalse();
      }
      case PAUSE_SLOW -> {
        e2b.team.pause(id, Asker.CUSTOMER);
        assertThat(e2b.team.phase(id)).isEqualTo(Phase.PAUSING);
        e2b.clock.advanceSeconds(5);
        assertThat(e2b.team.phase(id)).isEqualTo(Phase.PAUSED);
      }
      case KILL_SLOW -> {
        e2b.team.kill(id, Asker.CUSTOMER);
        assertThat(e2b.team.phase(id)).isEqualTo(Phase.KILLING);
        e2b.clock.advanceSeconds(5);
        assertThat(e2b.team.phase(id)).isNull();
      }
      case SNAPSHOT_SLOW -> {
        e2b.team.fork(id, 1, Duration.ofMinutes(1));
        assertThat(e2b.team.phase(id)).isEqualTo(Phase.SNAPSHOTTING);
        e2b.clock.advanceSeconds(5);
        assertThat(e2b.team.phase(id)).isEqualTo(Phase.RUNNING);
      }
      case CLOCK_AHEAD -> assertThat(e2b.world.now()).isEqualTo(e2b.now().plusSeconds(60));
      case CLOCK_BEHIND -> {
        e2b.clock.advance(Duration.ofMinutes(2));
        assertThat(e2b.world.now()).isEqualTo(e2b.now().minusSeconds(60));
      }
    }
  }

  @Test
  void endsWhatLasts() {
    e2b.team.addWebhook(
        new Webhook.Settings("test", HERE, true, EventTypes.ALL, Secret.of("whsec_test")));
    faults.put(
        FaultPlan.parse(
            """
            faults:
              - {fault: webhook-disabled, from: 1s, for: 2s}
              - {fault: clock-ahead, by: 5s, for: 2s}
            """));
    faults.step();
    assertThat(webhook().enabled()).isTrue();

    e2b.clock.advanceSeconds(1);
    faults.step();
    assertThat(webhook().enabled()).isFalse();
    assertThat(e2b.world.now()).isAfter(e2b.now());

    e2b.clock.advanceSeconds(2);
    faults.step();
    e2b.clock.advanceSeconds(5);
    assertThat(webhook().enabled()).isTrue();
    assertThat(e2b.world.now()).isEqualTo(e2b.now());
  }

  @Test
  void endsWithItsPlan() {
    e2b.team.addWebhook(
        new Webhook.Settings("test", HERE, true, EventTypes.ALL, Secret.of("whsec_test")));
    begin("webhook-elsewhere");

    faults.put(FaultPlan.none());

    assertThat(webhook().url()).isEqualTo(HERE);
    assertThat(faults.strikes()).isEmpty();
  }

  @Test
  void comesAgainWhereToldSo() {
    for (var i = 0; i < 100; i++) {
      e2b.create();
    }
    faults.put(FaultPlan.parse("faults: [{fault: crash, from: 5s, every: 5s, probability: 10%}]"));

    faults.step();
    assertThat(e2b.team.census().ghosts()).isZero();
    e2b.clock.advanceSeconds(5);
    faults.step();
    var first = e2b.team.census().ghosts();
    e2b.clock.advanceSeconds(5);
    faults.step();

    assertThat(first).isBetween(2, 25);
    assertThat(e2b.team.census().ghosts()).isGreaterThan(first);
  }

  private void begin(String label) {
    faults.put(FaultPlan.parse("faults: [{fault: " + label + "}]"));
    faults.step();
  }

  private Webhook.Settings webhook() {
    return e2b.team.webhooks().getFirst().settings();
  }
}
