package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Facts;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.sandbox.Sandbox;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * May this step be taken for this case, now?
 *
 * @param sandbox as the final read shows it; before that, as we believe it
 * @param readAt when the final read was sent, by our clock; null before it
 * @param policy the case's policy as configured today, or null if it is no longer there
 * @param now by our clock
 * @param ticket what the pass allows
 */
record Question(
    Case subject,
    Action step,
    Sandbox sandbox,
    @Nullable Instant readAt,
    LeaseState lease,
    @Nullable Policy policy,
    Standing standing,
    Instant now,
    Ticket ticket) {

  /** What its answer rests on. */
  Facts facts() {
    return new Facts(sandbox, lease, standing.e2bTime(now));
  }
}
