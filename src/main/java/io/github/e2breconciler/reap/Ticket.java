package io.github.e2breconciler.reap;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one pass may do.
 *
 * @param plan only say what would be done
 * @param approved the ids of the cases of a plan that a human approved, or null: caps, and a freeze
 *     that a cap set, do not stop these
 * @param approvedPlan the pass that was approved, or null
 */
public record Ticket(boolean plan, @Nullable Set<String> approved, @Nullable String approvedPlan) {

  /** An ordinary pass. */
  public static final Ticket ORDINARY = new Ticket(false, null, null);

  /** Stops before acting. */
  public static final Ticket PLAN = new Ticket(true, null, null);

  /** A human has seen, or is about to see, exactly this item: caps do not stop it. */
  boolean covers(Case subject) {
    return plan || (approved != null && approved.contains(subject.id()));
  }

  /** An approved plan acts on nothing else. */
  boolean excludes(Case subject) {
    return approved != null && !approved.contains(subject.id());
  }
}
