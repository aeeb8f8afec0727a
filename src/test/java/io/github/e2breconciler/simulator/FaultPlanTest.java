package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.e2breconciler.config.ConfigException;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Faults.Call;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FaultPlanTest {

  @Test
  void strikesAlwaysAndEverywhereUnlessToldOtherwise() {
    var rule = FaultPlan.parse("faults: [{fault: server-error}]").calls().getFirst();

    assertThat(rule)
        .isEqualTo(
            new CallRule(
                "server-error",
                new Fault.Answers(503, null),
                Set.of(Call.values()),
                new Odds(1, Duration.ZERO, null),
                SandboxSelector.all()));
  }

  @Test
  void readsEveryKey() {
    var plan =
        FaultPlan.parse(
            """
            seed: 7
            faults:
              - fault: rate-limited
                retry-after: 5s
                probability: 30%
                from: 1m
                for: 10m
                calls: [read, kill]
                match: {metadata: {kind: worker}, templates: [base], sandboxes: [iabc-6532622b]}
              - {fault: webhook-reordered, within: 9s, match: {metadata: {a: b}}, events: killed}
              - {fault: snapshot, hold: 4s, every: 8s}
            """);

    var match =
        new SandboxSelector(
            Set.of(new SandboxId("iabc")),
            Set.of("rki5dems9wqfm4r03t7g"),
            Map.of("kind", "worker"));
    assertThat(plan.seed()).isEqualTo(7);
    assertThat(plan.calls())
        .containsExactly(
            new CallRule(
                "rate-limited",
                new Fault.Answers(429, Duration.ofSeconds(5)),
                Set.of(Call.READ, Call.KILL),
                new Odds(0.3, Duration.ofMinutes(1), Duration.ofMinutes(10)),
                match));
    assertThat(plan.deliveries())
        .containsExactly(
            new DeliveryRule(
                "webhook-reordered",
                new DeliveryFault.Reordered(Duration.ofSeconds(9)),
                new Odds(1, Duration.ZERO, null),
                new SandboxSelector(Set.of(), Set.of(), Map.of("a", "b")),
                Set.of(EventTypes.KILLED)));
    assertThat(plan.mishaps())
        .containsExactly(
            new MishapRule(
                "snapshot",
                new Mishap.Snapshot(Duration.ofSeconds(4)),
                new Odds(1, Duration.ZERO, null),
                SandboxSelector.all(),
                Duration.ofSeconds(8)));
  }

  @Test
  void listsEveryMistake() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() ->
            FaultPlan.parse(
                """
                seed: x
                faults:
                  - {fault: webhook-lots, probability: 30%}
                  - {probability: 5%}
                  - {fault: server-error, status: 404, probability: 101%}
                  - {fault: list-empty, calls: [list]}
                  - {fault: rate-limited, calls: [lisst], for: 0s}
                  - {fault: crash, match: {sandboxes: [-]}, evry: 5s}
                """))
        .satisfies(mistakes ->
            assertThat(mistakes.problems())
                .anyMatch(it -> it.startsWith("seed is not a whole number"))
                .anyMatch(it -> it.startsWith("faults[0].fault is webhook-lots"))
                .anyMatch(it -> it.startsWith("faults[1].fault is missing"))
                .anyMatch(it -> it.startsWith("faults[2].status is 404, less than 500"))
                .anyMatch(it -> it.startsWith("faults[2].probability is 101%"))
                .anyMatch(it -> it.startsWith("faults[3].calls is not a setting"))
                .anyMatch(it -> it.startsWith("faults[4].calls has lisst"))
                .anyMatch(it -> it.startsWith("faults[4].for is 0s"))
                .anyMatch(it -> it.startsWith("faults[5].match.sandboxes has an id that is none"))
                .anyMatch(it -> it.startsWith("faults[5].evry is not a setting"))
                .hasSize(10));
  }

  @Test
  void readsFile(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("faults.yaml"), "faults: [{fault: crash}]");

    assertThat(FaultPlan.open(file).mishaps()).hasSize(1);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> FaultPlan.open(folder.resolve("none.yaml")));
  }

  @ParameterizedTest
  @FieldSource("io.github.e2breconciler.simulator.FaultPlan#PRESETS")
  void comesWithEveryPreset(String name) {
    var plan = FaultPlan.preset(name);

    var none = plan.calls().isEmpty() && plan.deliveries().isEmpty() && plan.mishaps().isEmpty();
    assertThat(none).isEqualTo(name.equals("calm"));
  }

  @Test
  void knowsNoOtherPreset() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultPlan.preset("stormy"))
        .withMessageContaining("lossy-webhooks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"full-menu", "rehearsal"})
  void fullMenuHasEveryLine(String name) {
    var plan = FaultPlan.preset(name);

    var labels =
        Stream.of(
                plan.calls().stream().map(CallRule::label),
                plan.deliveries().stream().map(DeliveryRule::label),
                plan.mishaps().stream().map(MishapRule::label))
            .flatMap(it -> it);
    assertThat(labels)
        .containsExactlyInAnyOrderElementsOf(MenuLine.all().stream().map(MenuLine::label).toList());
  }

  @Test
  void tellsWhichFaultsLastRightNow() {
    var e2b = new WorldFixture();
    var faults = new FaultsInForce(e2b.world, new SplittableRandom(5));
    faults.put(
        FaultPlan.parse(
            """
            faults:
              - {fault: webhook-lost}
              - {fault: feed-absent, from: 10s, for: 5s}
              - {fault: clock-ahead, from: 12s, for: 5s, by: 1s}
            """));

    assertThat(faults.lasting()).isEmpty();
    e2b.clock.advance(Duration.ofSeconds(12));
    assertThat(faults.lasting()).containsExactly("clock-ahead", "feed-absent");
    e2b.clock.advance(Duration.ofSeconds(3));
    assertThat(faults.lasting()).containsExactly("clock-ahead");
  }
}
