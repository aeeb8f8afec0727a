package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.sandbox.SandboxId;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A fleet that lives under every fault, with its webhooks and a client: a function of its seed. */
final class SameSeedTest {

  private static final Duration STEP = Duration.ofMillis(500);
  private static final int STEPS = 2_400; // twenty minutes

  @ParameterizedTest
  @FieldSource("io.github.e2breconciler.simulator.FaultPlan#PRESETS")
  void sameSeedGivesSameRunToTheByte(String preset) {
    var first = run(preset, 7).getBytes(UTF_8);

    assertThat(run(preset, 7).getBytes(UTF_8)).isEqualTo(first);
    assertThat(run(preset, 8).getBytes(UTF_8)).isNotEqualTo(first);
    assertThat(first).hasSizeGreaterThan(100_000);
  }

  /** All that happened, was sent and was answered, in order. */
  private static String run(String preset, long seed) {
    var log = new StringBuilder();
    var random = new SplittableRandom(seed);
    var clock = new SettableClock();
    var world = new World(clock, random.split());
    var team = world.open(WorldFixture.KEY, "team", TeamPlan.pro());
    var faults = new FaultsInForce(world, random.split());
    faults.put(FaultPlan.preset(preset));
    team.addWebhook(
        new Webhook.Settings(
            "test",
            URI.create("http://127.0.0.1:1/hook"),
            true,
            EventTypes.ALL,
            Secret.of("whsec_test")));
    Delivery delivery =
        (_, headers, body) -> {
          log.append(headers).append(Base64.getEncoder().encodeToString(body)).append('\n');
          return 200;
        };
    var sender = new WebhookSender(world, faults, random.split(), delivery, Runnable::run);
    var api = new SimulatedE2bApi(world, WorldFixture.KEY, clock, Faults.of(faults));
    var workload = new Workload(world, team, WorkloadSettings.of(20, seed), silent());
    for (var i = 0; i < STEPS; i++) {
      faults.step();
      workload.step();
      sender.step();
      answered(log, () -> api.list(null));
      if (i % 20 == 0) {
        answered(log, () -> api.events(0, 100, Set.of()));
      }
      if (i % 60 == 0) {
        workload.truth().leaked().keySet().stream()
            .sorted()
            .findFirst()
            .ifPresent(sandbox -> answered(log, () -> api.read(sandbox)));
      }
      clock.advance(STEP);
    }
    team.events(new FeedQuery(0, Integer.MAX_VALUE, true, Set.of(), null))
        .forEach(event -> log.append(EventJson.feed(event)).append('\n'));
    return log.append(faults.strikes()).toString();
  }

  private static void answered(StringBuilder log, Supplier<?> call) {
    @Nullable Object answer;
    try {
      answer = call.get();
    } catch (E2bException e) {
      answer = e.kind();
    }
    log.append(answer).append('\n');
  }

  private static Heartbeats silent() {
    return new Heartbeats() {
      @Override
      public void renewOwner(String owner, Duration ttl) {}

      @Override
      public void renewSandbox(SandboxId sandbox, Duration ttl) {}
    };
  }
}
