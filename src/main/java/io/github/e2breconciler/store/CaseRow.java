package io.github.e2breconciler.store;

import org.jspecify.annotations.Nullable;

/**
 * The durable story of one condemned sandbox, as of its last step.
 *
 * @param condition the label of the policy's condition, kept because policies change
 * @param state the label of a case state
 * @param startedAt the execution that was judged, in epoch microseconds by E2B's clock
 * @param due when the next step may be taken
 * @param pausedAt when a pause of ours was seen to hold, or null
 * @param closedAt null while open
 * @param revivals how often this sandbox woke after a pause of ours
 * @param approvedAt when a human skipped grace and quarantine, or null
 * @param note why it stands where it stands
 * @param evidence JSON: what was known when it was last judged
 */
public record CaseRow(
    String id,
    String account,
    String sandbox,
    String policy,
    String condition,
    String action,
    String reason,
    String state,
    long startedAt,
    long markedAt,
    long due,
    @Nullable Long pausedAt,
    @Nullable Long closedAt,
    int revivals,
    @Nullable Long approvedAt,
    String note,
    String evidence) {}
