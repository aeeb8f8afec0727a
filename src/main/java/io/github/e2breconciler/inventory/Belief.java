package io.github.e2breconciler.inventory;

import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Size;
import io.github.e2breconciler.sandbox.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything retained of one sandbox: of each kind of statement the newest, and no conclusion.
 *
 * @param executions what events told of its runs, oldest first, at most {@link #MAX_EXECUTIONS}
 * @param row the newest list row or single read, or null
 * @param details the newest statement of what does not change within a run
 * @param deadline the newest end that an {@code updated} set, or null
 * @param absence what walks and reads did not show, since it was last seen
 * @param provenGoneAt when verification of our own kill proved it dead, or null
 * @param heard the newest event and how it came, or null
 */
record Belief(
    SandboxKey key,
    List<Execution> executions,
    @Nullable Seen row,
    Details details,
    @Nullable Deadline deadline,
    Absence absence,
    @Nullable Instant provenGoneAt,
    @Nullable Hearing heard) {

  /** More runs than that of one sandbox are never unsettled at the same time. */
  static final int MAX_EXECUTIONS = 8;

  Belief {
    executions = List.copyOf(executions);
  }

  /** The belief about a sandbox of which nothing was ever said. */
  static Belief blank(SandboxKey key) {
    return new Belief(key, List.of(), null, Details.NONE, null, Absence.NONE, null, null);
  }

  /** Template, metadata and size, each with the time of the newest statement of it. */
  record Details(
      String template,
      Instant templateAt,
      Map<String, String> metadata,
      Instant metadataAt,
      @Nullable Size size,
      Instant sizeAt) {
    static final Details NONE =
        new Details("", Instant.MIN, Map.of(), Instant.MIN, null, Instant.MIN);

    Details {
      metadata = Map.copyOf(metadata);
    }
  }

  /** An {@code updated} of {@code at} set the end to {@code endAt}. */
  record Deadline(Instant endAt, Instant at) {}

  /** The newest event by its own time, and the way it came. */
  record Hearing(Instant at, Source source) {}

  /**
   * What has not been seen.
   *
   * @param walks how many consecutive complete walks lacked it since it was last seen
   * @param since when the first of those walks began; {@code Instant.MAX} if there is none
   * @param notFoundAt the newest 404, or {@code Instant.MIN}
   */
  record Absence(int walks, Instant since, Instant notFoundAt) {
    static final Absence NONE = new Absence(0, Instant.MAX, Instant.MIN);

    /** Two complete walks in a row without it, and a 404 of its own. */
    boolean proves() {
      return walks >= 2 && !notFoundAt.isBefore(since);
    }
  }
}
