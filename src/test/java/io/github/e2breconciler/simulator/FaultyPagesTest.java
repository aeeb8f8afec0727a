package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a stale list says: of another time, and otherwise as any list. */
final class FaultyPagesTest {

  private final WorldFixture e2b = new WorldFixture();
  private final FaultyPages pages = new FaultyPages(new Faults(new SplittableRandom(1)));

  @Test
  void staleListKeepsTheOrderAskedFor() {
    var first = e2b.create().id();
    e2b.clock.advanceSeconds(1);
    var second = e2b.create().id();

    assertThat(stale(ListQuery.after(null))).containsExactly(second, first);
    assertThat(stale(ListQuery.after(null).oldestFirst())).containsExactly(first, second);
  }

  @Test
  void staleListSaysHowManyRunOnlyWhereThatWasAsked() {
    e2b.create();
    var paused = new ListQuery.Filter(Set.of(State.PAUSED), Map.of(), null, null);

    assertThat(page(ListQuery.after(null)).totalRunning()).isEqualTo(1);
    assertThat(page(ListQuery.after(null).withFilter(paused)).totalRunning()).isNull();
  }

  private List<SandboxId> stale(ListQuery query) {
    return page(query).rows().stream().map(SimulatedSandbox::id).toList();
  }

  private ListPage page(ListQuery query) {
    return pages.list(e2b.team, query, new Fault.Stale(Duration.ofMinutes(5)), e2b.now()).value();
  }
}
