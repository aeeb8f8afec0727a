package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.SimulatedSandbox.Phase;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The wait of a request for what is being done to a sandbox: E2B answers a pause or kill once it is
 * done, and lets the calls that come meanwhile wait, a minute at most. Safe for many threads.
 */
final class Settling implements AutoCloseable {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final int LOOKS = 3_000; // a minute

  private final Patience patience = new Patience();

  /** Returns once the sandbox is in none of {@code phases}. */
  void await(Team team, SandboxId sandbox, Set<Phase> phases) {
    for (var look = 0; look < LOOKS && isIn(phases, team.phase(sandbox)); look++) {
      patience.pause(LOOK_AGAIN);
    }
  }

  private static boolean isIn(Set<Phase> phases, @Nullable Phase phase) {
    return phase != null && phases.contains(phase);
  }

  /** Lets nobody wait any longer. */
  @Override
  public void close() {
    patience.close();
  }
}
