package io.github.e2breconciler.inventory;

import io.github.e2breconciler.sandbox.ExecutionId;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a sandbox as events tell it.
 *
 * @param id null for senders that name none; all of those share one entry a sandbox
 * @param startedAt earliest start told, or null
 * @param firstHeardAt the earliest event of a run with an id whose start nobody told, or else null
 * @param aliveAt newest event that shows it running, or null
 * @param endedAt newest event that ends it, or null
 * @param killReason why that event says it was killed, an open set, empty where it does not say;
 *     null if it was a pause
 */
record Execution(
    @Nullable ExecutionId id,
    @Nullable Instant startedAt,
    @Nullable Instant firstHeardAt,
    @Nullable Instant aliveAt,
    @Nullable Instant endedAt,
    @Nullable String killReason) {

  Execution {
    firstHeardAt =
        id == null || startedAt != null
            ? null
            : Times.earlierOf(firstHeardAt, Times.earlierOf(aliveAt, endedAt));
  }

  /**
   * By start where it is known; a run whose start we missed began before anything else of it. Of
   * two within one second, which is all that some events tell, the later was heard of later. What
   * nameless senders tell is of whichever run there was at that time.
   */
  private static final Comparator<Execution> OLDEST_FIRST =
      Comparator.comparing(Execution::rank)
          .thenComparing(Execution::heardAt)
          .thenComparing(Execution::id, Comparator.nullsFirst(Comparator.naturalOrder()));

  /**
   * Puts runs in order, oldest first. What nameless senders tell says nothing of the newest run
   * where that was heard of later: one that was alive and then ended does not run on.
   */
  static void sort(List<Execution> runs) {
    runs.sort(OLDEST_FIRST);
    var last = runs.size() - 1;
    if (last > 0
        && runs.get(last).id == null
        && !runs.get(last).heardAt().isAfter(runs.get(last - 1).heardAt())) {
      Collections.swap(runs, last - 1, last);
    }
  }

  private Instant rank() {
    if (id == null) {
      return heardAt();
    }
    if (startedAt != null) {
      return startedAt;
    }
    var known = Times.earlierOf(aliveAt, endedAt);
    return known == null ? Instant.MIN : known;
  }

  /** The newest moment that an event of this run speaks for. */
  Instant heardAt() {
    var heard = Times.later(Times.later(startedAt, aliveAt), endedAt);
    return heard == null ? Instant.MIN : heard;
  }

  /** An end stands unless the nameless sender later showed it running again. */
  boolean ended() {
    return endedAt != null && (id != null || aliveAt == null || !aliveAt.isAfter(endedAt));
  }

  /** Whether the event that ended it was a kill rather than a pause. */
  boolean killed() {
    return killReason != null;
  }

  /** What both tell together; in any order. */
  Execution and(Execution other) {
    var end = Times.later(endedAt, other.endedAt);
    return new Execution(
        id,
        startedAt(other),
        Times.earlierOf(firstHeardAt, other.firstHeardAt),
        Times.later(aliveAt, other.aliveAt),
        end,
        greater(killReasonAt(end), other.killReasonAt(end)));
  }

  private @Nullable String killReasonAt(@Nullable Instant end) {
    return endedAt != null && endedAt.equals(end) ? killReason : null;
  }

  /** Of two for the same moment one that does not depend on who came first. */
  private static @Nullable String greater(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** A nameless sender's newest start; of a named run, the earliest told. */
  private @Nullable Instant startedAt(Execution other) {
    if (id == null) {
      return Times.later(startedAt, other.startedAt);
    }
    return Times.earlierOf(startedAt, other.startedAt);
  }
}
