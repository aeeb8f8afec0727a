package io.github.e2breconciler.policy;

import java.time.Instant;

/** What a condition makes of the facts, whoever owns the sandbox and whatever is to follow. */
sealed interface Finding {

  String reason();

  /** The condition holds. */
  record Condemned(String reason) implements Finding {}

  /** By time alone it holds from {@code until} on, which is still to come. */
  record NotYet(Instant until, String reason) implements Finding {}

  /** It does not hold, or we do not know enough. */
  record Spared(String reason) implements Finding {}

  /** Condemned at the limit, not yet before it. */
  static Finding at(Instant limit, Instant now, String reason) {
    return now.isBefore(limit) ? new NotYet(limit, "not yet " + reason) : new Condemned(reason);
  }
}
