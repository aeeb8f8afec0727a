package io.github.e2breconciler.policy;

import java.time.Instant;
import java.util.function.Supplier;

/**
 * What a condition, and then a policy, makes of the facts, whatever is to follow. Its reason is a
 * text for people and worded only when one asks: of a large fleet nobody asks for nearly all.
 */
sealed interface Finding {

  Supplier<String> reason();

  /** The condition holds. */
  record Condemned(Supplier<String> reason) implements Finding {}

  /** By time alone it holds from {@code until} on, which is still to come. */
  record NotYet(Instant until, Supplier<String> reason) implements Finding {}

  /** It does not hold, or we do not know enough. */
  record Spared(Supplier<String> reason) implements Finding {

    Spared(String reason) {
      this(() -> reason);
    }
  }

  /** Condemned at the limit, not yet before it. */
  static Finding at(Instant limit, Instant now, Supplier<String> reason) {
    return now.isBefore(limit)
        ? new NotYet(limit, () -> "not yet " + reason.get())
        : new Condemned(reason);
  }
}
