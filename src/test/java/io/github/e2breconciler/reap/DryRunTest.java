package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static io.github.e2breconciler.testing.ReapWorld.LIFE;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.testing.ReapWorld;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The same life under a daemon that observes and under one that acts: the cases, the verdicts and
 * the refusals are the same, but for {@code armed}, which refuses exactly what the other one did.
 */
final class DryRunTest {

  private final ReapWorld dry = new ReapWorld().mode(Action.OBSERVE);
  private final ReapWorld live = new ReapWorld();

  @BeforeEach
  void begin() {
    both(world -> world.advance(Duration.ofSeconds(1)));
  }

  @Test
  void tellsCountsAndRefusesAsOneThatActs() {
    both(world -> {
      world.born(5);
      world.advance(LIFE.plusMinutes(1));
      world.pass();
      world.leases().renew(List.of(LeaseKey.sandbox(null, id(5))), Duration.ofMinutes(1), "late");
      world.advance(Duration.ofMinutes(5));
      world.walk();
      world.reaper().judge(world.standing());
      world.reaper().snooze(caseOf(world, 1), Duration.ofHours(1), "looking at it");
      world.leases().renew(List.of(LeaseKey.sandbox(null, id(2))), Duration.ofHours(1), "alive");
    });

    var observed = dry.reaper().act(dry.standing(), Ticket.ORDINARY);
    var acted = live.reaper().act(live.standing(), Ticket.ORDINARY);

    assertThat(dry.api().destructive()).isZero();
    assertThat(live.api().sent("pause")).isEqualTo(3);
    assertThat(observed)
        .zipSatisfy(
            acted,
            (would, did) -> {
              assertThat(would.subject().key()).isEqualTo(did.subject().key());
              assertThat(would.step()).isEqualTo(did.step());
              assertThat(would.guard())
                  .isEqualTo(did.outcome() == Outcome.REFUSED ? did.guard() : "armed");
            });
    assertThat(counted(dry, "verdicts")).isEqualTo(counted(live, "verdicts"));
    assertThat(refusals(dry)).isEqualTo(refusals(live));
    assertThat(cases(dry)).isEqualTo(cases(live));
  }

  @Test
  void saysWhichCapItWouldExceedAndFreezesNothing() {
    both(world -> {
      world.caps(new Caps(4, 100, 60, 500));
      world.born(5);
      world.due();
    });

    var observed = dry.pass();
    var acted = live.pass();

    assertThat(observed)
        .extracting(Result::reason)
        .containsOnly("caps: 5 in one pass, the cap is 4");
    assertThat(acted)
        .extracting(Result::reason)
        .isEqualTo(observed.stream().map(Result::reason).toList());
    assertThat(refusals(dry)).isEqualTo(refusals(live));
    assertThat(live.freezes().all()).hasSize(1);
    assertThat(dry.freezes().all()).isEmpty();
  }

  @Test
  void freezesNothingThoughTheCapIsNone() {
    dry.caps(new Caps(0, 100, 60, 500)).condemned();

    assertThat(dry.pass()).extracting(Result::guard).containsExactly("caps");
    assertThat(dry.freezes().all()).isEmpty();
  }

  @Test
  void asksNoGuardWhetherPeopleMayBeTold() {
    dry.policies(ReapWorld.policy("overdue", ReapWorld.OVERDUE.condition(), Action.NOTIFY));
    dry.condemned();
    dry.freezes().freeze(ACCOUNT, "stop", Freezes.HUMAN);

    assertThat(dry.pass()).extracting(Result::guard).containsExactly("armed");
  }

  private static SandboxId id(int number) {
    return new SandboxId("isandbox" + number);
  }

  private static String caseOf(ReapWorld world, int number) {
    return world.subject(id(number)).id();
  }

  private void both(Consumer<ReapWorld> step) {
    step.accept(dry);
    step.accept(live);
  }

  /** What was marked and why, without the steps that one of them took. */
  private static Map<SandboxKey, List<Object>> cases(ReapWorld world) {
    return world.cases().page("", 100, false).stream()
        .collect(
            toMap(
                Case::key,
                each ->
                    List.of(
                        each.policy(),
                        each.reason(),
                        each.markedAt(),
                        each.due(),
                        each.startedAt())));
  }

  private static Map<String, Double> refusals(ReapWorld world) {
    var refusals = counted(world, "guard.refusals");
    refusals.remove("[tag(guard=armed)]");
    return refusals;
  }

  private static Map<String, Double> counted(ReapWorld world, String name) {
    return world.meters().find("e2b_reconciler." + name).counters().stream()
        .collect(
            toMap(
                each -> each.getId().getTags().toString(),
                Counter::count,
                Double::sum,
                TreeMap::new));
  }
}
