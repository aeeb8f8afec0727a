package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Action;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one pass may do.
 *
 * @param plan only say what would be done
 * @param approved of a plan that a human approved, the step of each case by its id, in the plan's
 *     order; or null. Caps, and a freeze that a cap set, do not stop these steps, and no other is
 *     taken
 * @param approvedPlan the pass that was approved, or null
 */
public record Ticket(
    boolean plan, @Nullable Map<String, Action> approved, @Nullable String approvedPlan) {

  /** An ordinary pass. */
  public static final Ticket ORDINARY = new Ticket(false, null, null);

  /** Stops before acting. */
  public static final Ticket PLAN = new Ticket(true, null, null);

  public Ticket {
    approved = approved == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(approved));
  }

  /** Takes exactly these steps of a plan. */
  public static Ticket approved(Map<String, Action> steps, String plan) {
    return new Ticket(false, steps, plan);
  }

  /** A human has seen, or is about to see, exactly this step: caps do not stop it. */
  boolean covers(Case subject, Action step) {
    return plan || (approved != null && approved.get(subject.id()) == step);
  }
}
