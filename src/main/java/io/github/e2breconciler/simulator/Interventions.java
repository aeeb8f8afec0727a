package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Who asked for which pause or kill; the newest ten thousand.
 *
 * <p>Guarded by the timeline's lock.
 */
final class Interventions {

  private static final int LIMIT = 10_000;

  private final Deque<Intervention> kept = new ArrayDeque<>();
  private long sequence;

  void add(SandboxId sandbox, Intervention.Kind kind, Asker by, Instant at) {
    sequence++;
    kept.addLast(new Intervention(sequence, sandbox, kind, by, at));
    if (kept.size() > LIMIT) {
      kept.removeFirst();
    }
  }

  /** Those after {@code sequence}, oldest first. */
  List<Intervention> after(long last) {
    return kept.stream().filter(intervention -> intervention.sequence() > last).toList();
  }
}
