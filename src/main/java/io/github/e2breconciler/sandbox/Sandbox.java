package io.github.e2breconciler.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What we believe of one sandbox: the view that policies, guards and people see.
 *
 * @param template empty while unknown
 * @param metadata empty while unknown
 * @param startedAt the start of the current or last execution as REST tells it, or failing that as
 *     events do; null while unknown
 * @param endAt the planned end of the current execution; of a paused one the time of its pause;
 *     null while unknown, and when gone
 * @param size null while unknown
 * @param execution null while no event has named it
 * @param observedAt the E2B time of the newest observation that this rests on
 * @param source where that observation came from
 */
public record Sandbox(
    SandboxKey key,
    State state,
    String template,
    Map<String, String> metadata,
    @Nullable Instant startedAt,
    @Nullable Instant endAt,
    @Nullable Size size,
    @Nullable ExecutionId execution,
    Instant observedAt,
    Source source) {

  /** REST times of one execution agree within this; paused rows are coarser than running ones. */
  private static final Duration SAME_EXECUTION = Duration.ofMillis(1);

  public Sandbox {
    metadata = Map.copyOf(metadata);
  }

  public boolean running() {
    return state == State.RUNNING;
  }

  /** Whether a row speaks of the execution that started at {@code startedAt} by an earlier row. */
  public static boolean sameExecution(Instant startedAt, Instant other) {
    return Duration.between(startedAt, other).abs().compareTo(SAME_EXECUTION) <= 0;
  }

  /** The value of the metadata key that names the owner, or null. */
  public @Nullable String owner(String ownerKey) {
    return metadata.get(ownerKey);
  }
}
