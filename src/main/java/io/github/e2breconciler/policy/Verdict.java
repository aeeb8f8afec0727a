package io.github.e2breconciler.policy;

import java.time.Instant;

/** What a policy thinks should become of one sandbox. */
public sealed interface Verdict {

  /** A short sentence for people; holds values, so it is not a metric label. */
  String reason();

  /** Leave it alone. */
  record Keep(String reason) implements Verdict {}

  /** Leave it alone, and ask again at {@code until}: nothing can change before by time alone. */
  record Wait(Instant until, String reason) implements Verdict {}

  /** Condemned: somebody should hear of it. */
  record Notify(String reason) implements Verdict {}

  /** Condemned: it should be paused. */
  record Pause(String reason) implements Verdict {}

  /** Condemned: it should be ended. */
  record Kill(String reason) implements Verdict {}

  /** Whether it asks for something to be done. */
  default boolean decisive() {
    return switch (this) {
      case Keep _, Wait _ -> false;
      case Notify _, Pause _, Kill _ -> true;
    };
  }

  /** The word of answers and metric labels. */
  default String label() {
    return switch (this) {
      case Keep _ -> "keep";
      case Wait _ -> "wait";
      case Notify _ -> "notify";
      case Pause _ -> "pause";
      case Kill _ -> "kill";
    };
  }
}
