package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.WorkloadDraws.Leak;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LeaksTest {

  private static final Duration LIFE = Duration.ofMinutes(2);
  private static final Duration LEAK_LIFE = Duration.ofMinutes(20);

  private final WorldFixture e2b = new WorldFixture();
  private final Map<SandboxId, Duration> used = new HashMap<>();
  private final Map<SandboxId, Duration> forgotten = new HashMap<>();
  private final Leaks leaks =
      new Leaks(e2b.team, new WorkloadDraws(WorkloadSettings.of(20, 1)), (_, _) -> {});

  private final Leaks.Holder holder =
      new Leaks.Holder() {
        @Override
        public void uses(SandboxId sandbox, Duration length) {
          used.put(sandbox, length);
        }

        @Override
        public void forgets(SandboxId sandbox, Duration after) {
          forgotten.put(sandbox, after);
        }
      };

  @Test
  void createSentTwiceLeavesATwinThatNobodyEverUses() {
    start(Leak.TWIN);

    assertThat(used).hasSize(1).containsValue(LIFE);
    assertThat(forgotten).hasSize(1).containsValue(Duration.ZERO);
    var one = e2b.team.get(used.keySet().iterator().next()).value();
    var twin = e2b.team.get(forgotten.keySet().iterator().next()).value();
    assertThat(twin.id()).isNotEqualTo(one.id());
    assertThat(twin.startedAt()).isEqualTo(one.startedAt());
    assertThat(twin.spec().metadata()).isEqualTo(one.spec().metadata());
    assertThat(twin.endAt()).isEqualTo(e2b.now().plus(LIFE).plus(LEAK_LIFE));
  }

  @Test
  void lostHandleIsUsedAndThenEndedByNobody() {
    start(Leak.LOST_HANDLE);

    assertThat(used).isEmpty();
    assertThat(forgotten).hasSize(1).containsValue(LIFE);
    var lost = forgotten.keySet().iterator().next();
    e2b.clock.advance(LIFE.plus(LEAK_LIFE).minusNanos(1));
    assertThat(e2b.get(lost)).isEqualTo(200);
    e2b.clock.advance(Duration.ofNanos(1));
    assertThat(e2b.get(lost)).isEqualTo(404);
  }

  private void start(Leak leak) {
    leaks.start(leak, WorldFixture.spec().withTimeout(LIFE), LIFE, LEAK_LIFE, holder);
  }
}
