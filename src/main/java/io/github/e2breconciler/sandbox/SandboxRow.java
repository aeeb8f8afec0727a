package io.github.e2breconciler.sandbox;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a list row or a single read says of a sandbox, its credentials already dropped.
 *
 * @param state never {@link State#GONE}; a state that we do not know is {@link State#UNKNOWN}
 * @param template the base template's id
 * @param metadata empty where E2B has none
 * @param startedAt the start of the current or last execution; restarts at every resume
 * @param endAt the planned end of a running sandbox; for a paused one the past time of its pause
 * @param size null where the answer lacks it
 */
public record SandboxRow(
    SandboxId sandbox,
    State state,
    String template,
    Map<String, String> metadata,
    Instant startedAt,
    Instant endAt,
    @Nullable Size size) {

  public SandboxRow {
    metadata = Map.copyOf(metadata);
    if (state == State.GONE) {
      throw new IllegalArgumentException("a row is never of a gone sandbox: " + sandbox);
    }
  }
}
