package io.github.e2breconciler.inventory;

import static io.github.e2breconciler.inventory.DriftKind.MISSED_CREATED;
import static io.github.e2breconciler.inventory.DriftKind.MISSED_KILLED;
import static io.github.e2breconciler.inventory.DriftKind.MISSED_PAUSED;
import static io.github.e2breconciler.inventory.DriftKind.MISSED_RESUMED;
import static io.github.e2breconciler.inventory.DriftKind.STALE_DEADLINE;
import static io.github.e2breconciler.inventory.DriftKind.STALE_METADATA;
import static io.github.e2breconciler.inventory.DriftKind.ZOMBIE;

import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Observation.Heard;
import io.github.e2breconciler.sandbox.Observation.ProvenGone;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Names the disagreement that an observation repaired: a pure comparison of the belief before and
 * after it.
 *
 * <p>What a webhook brings is news, not drift. What anything else brings first should have come by
 * webhook. Learning an end or a size that no event carries is neither.
 */
final class DriftClassifier {

  private DriftClassifier() {}

  /**
   * The drift that {@code observation} repaired, or null if it repaired none.
   *
   * @param before null if the sandbox was unknown
   */
  static @Nullable Drift classify(
      @Nullable Sandbox before, Sandbox after, Observation observation, Instant now) {
    if (observation.source() == Source.WEBHOOK || observation instanceof ProvenGone) {
      return null;
    }
    var kind = kind(before, after);
    if (kind == null) {
      return null;
    }
    return new Drift(
        after.key(),
        kind,
        observation.source(),
        happenedAt(kind, before, after, observation),
        now,
        now,
        detail(before, after));
  }

  private static @Nullable DriftKind kind(@Nullable Sandbox before, Sandbox after) {
    if (before == null || (before.state() == State.UNKNOWN && before.startedAt() == null)) {
      return after.state().exists() && after.state() != State.UNKNOWN ? MISSED_CREATED : null;
    }
    if (!before.state().exists()) {
      return after.state().exists() ? ZOMBIE : null;
    }
    return switch (after.state()) {
      case GONE -> MISSED_KILLED;
      case PAUSED -> before.running() ? MISSED_PAUSED : sameRun(before, after);
      case RUNNING -> before.state() == State.PAUSED ? MISSED_RESUMED : sameRun(before, after);
      case UNKNOWN -> null;
    };
  }

  private static @Nullable DriftKind sameRun(Sandbox before, Sandbox after) {
    var earlier = before.startedAt();
    var later = after.startedAt();
    if (earlier != null && later != null && !Times.near(earlier, later)) {
      return MISSED_RESUMED;
    }
    var oldEnd = before.endAt();
    var newEnd = after.endAt();
    var running = before.running() && after.running(); // else it is the time of a pause
    if (running && oldEnd != null && newEnd != null && !Times.near(oldEnd, newEnd)) {
      return STALE_DEADLINE;
    }
    if (!before.metadata().isEmpty() && !before.metadata().equals(after.metadata())) {
      return STALE_METADATA;
    }
    return null;
  }

  private static Instant happenedAt(
      DriftKind kind, @Nullable Sandbox before, Sandbox after, Observation observation) {
    if (observation instanceof Heard) {
      return observation.asOf();
    }
    var started = after.startedAt();
    return switch (kind) {
      case MISSED_CREATED, MISSED_RESUMED -> started == null ? observation.asOf() : started;
      case MISSED_PAUSED -> pausedAt(before, observation);
      case MISSED_KILLED -> endedAt(before, observation);
      case ZOMBIE -> laterOf(before, started, observation);
      case STALE_DEADLINE, STALE_METADATA, OVERDUE, UNLISTED, GHOST ->
          before == null ? observation.asOf() : before.observedAt();
    };
  }

  /** A paused row shows the time of its pause as its end. */
  private static Instant pausedAt(@Nullable Sandbox before, Observation observation) {
    if (observation instanceof Observation.Seen(var row, var _, var asOf)
        && row.endAt().isBefore(asOf)) {
      return row.endAt();
    }
    return before == null ? observation.asOf() : before.observedAt();
  }

  /** Its planned end if that has passed; else some time since it was last seen. */
  private static Instant endedAt(@Nullable Sandbox before, Observation observation) {
    if (before == null) {
      return observation.asOf();
    }
    var end = before.endAt();
    return end != null && end.isBefore(observation.asOf()) ? end : before.observedAt();
  }

  private static Instant laterOf(
      @Nullable Sandbox before, @Nullable Instant started, Observation observation) {
    if (before == null) {
      return observation.asOf();
    }
    return started != null && started.isAfter(before.observedAt()) ? started : before.observedAt();
  }

  private static String detail(@Nullable Sandbox before, Sandbox after) {
    return (before == null ? "unknown" : before.state().label())
        + " to "
        + after.state().label()
        + (after.endAt() == null ? "" : ", ends " + after.endAt());
  }
}
