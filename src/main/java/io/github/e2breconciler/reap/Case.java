package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.store.CaseRow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The story of one condemned execution, as of its last step.
 *
 * @param condition the label of the policy's condition when it was marked
 * @param action how far its policy went when it was marked
 * @param startedAt the execution that was judged, by E2B's clock
 * @param due when the next step may be taken, by our clock
 * @param pausedAt when we asked for the pause that was seen to hold, or null: who sends a heartbeat
 *     from then on has not agreed to it
 * @param revivals how often the sandbox woke after a pause of ours
 * @param approvedAt when a human skipped grace and quarantine, or null
 * @param evidence JSON: what was known when it was last judged
 */
public record Case(
    String id,
    SandboxKey key,
    String policy,
    String condition,
    Action action,
    String reason,
    CaseState state,
    Instant startedAt,
    Instant markedAt,
    Instant due,
    @Nullable Instant pausedAt,
    @Nullable Instant closedAt,
    int revivals,
    @Nullable Instant approvedAt,
    String note,
    String evidence) {

  private static final String LEASE_EXPIRED = "lease-expired";

  /** What events, which say whole seconds, and rows may differ by. */
  private static final Duration SECONDS = Duration.ofSeconds(2);

  public boolean open() {
    return state.open();
  }

  public boolean approved() {
    return approvedAt != null;
  }

  /**
   * Whether the policy is the one by which it was judged: about such a sandbox still, and for the
   * same reason. Who corrects a policy wants none of what it condemned by mistake to be ended.
   */
  boolean judgedBy(Policy policy, Sandbox sandbox) {
    var judged = Evidence.condition(evidence);
    return policy.match().matches(sandbox)
        && (judged == null || judged.equals(policy.condition().toString()));
  }

  /** Whether it is about the run that the sandbox is in, which events tell to the second. */
  boolean sameRun(Sandbox sandbox) {
    var start = sandbox.startedAt();
    return start != null && Duration.between(start, startedAt).abs().compareTo(SECONDS) <= 0;
  }

  /** The same case one step on; {@code closedAt} follows from the state. */
  Case to(CaseState next, Instant now, Instant nextDue, String why) {
    var closed = next.open() ? null : now;
    return with(next, startedAt, nextDue, pausedAt, closed, revivals, approvedAt, why);
  }

  /** The same execution's start as REST tells it, where only an event had. */
  Case refined(Instant start) {
    return with(state, start, due, pausedAt, closedAt, revivals, approvedAt, note);
  }

  /** The same, due at another time. */
  Case dueAt(Instant at) {
    return with(state, startedAt, at, pausedAt, closedAt, revivals, approvedAt, note);
  }

  Case paused(Instant at) {
    return with(state, startedAt, due, at, closedAt, revivals, approvedAt, note);
  }

  Case revived() {
    return with(state, startedAt, due, pausedAt, closedAt, revivals + 1, approvedAt, note);
  }

  /**
   * It runs again after a pause of ours. If a lease of its earlier life condemned it, the new life
   * waits to be claimed; what else condemned it is judged anew.
   */
  Case woke(Instant startedAnew, Instant now, String why) {
    return condition.equals(LEASE_EXPIRED)
        ? revived().refined(startedAnew).to(CaseState.REVIVED, now, now, why)
        : revived().to(CaseState.RECOVERED, now, now, why);
  }

  /** The same, approved at a time; null: no longer. */
  Case approve(@Nullable Instant at) {
    return with(state, startedAt, due, pausedAt, closedAt, revivals, at, note);
  }

  /** A copy; what is not among these never changes. */
  private Case with(
      CaseState state,
      Instant startedAt,
      Instant due,
      @Nullable Instant pausedAt,
      @Nullable Instant closedAt,
      int revivals,
      @Nullable Instant approvedAt,
      String note) {
    return new Case(
        id,
        key,
        policy,
        condition,
        action,
        reason,
        state,
        startedAt,
        markedAt,
        due,
        pausedAt,
        closedAt,
        revivals,
        approvedAt,
        note,
        evidence);
  }

  CaseRow row() {
    return new CaseRow(
        id,
        key.account().name(),
        key.sandbox().value(),
        policy,
        condition,
        action.label(),
        reason,
        state.label(),
        micros(startedAt),
        markedAt.toEpochMilli(),
        due.toEpochMilli(),
        pausedAt == null ? null : pausedAt.toEpochMilli(),
        closedAt == null ? null : closedAt.toEpochMilli(),
        revivals,
        approvedAt == null ? null : approvedAt.toEpochMilli(),
        note,
        evidence);
  }

  static Case of(CaseRow row) {
    return new Case(
        row.id(),
        new SandboxKey(new AccountId(row.account()), new SandboxId(row.sandbox())),
        row.policy(),
        row.condition(),
        Action.valueOf(row.action().toUpperCase(Locale.ROOT)),
        row.reason(),
        CaseState.of(row.state()),
        Instant.EPOCH.plus(row.startedAt(), ChronoUnit.MICROS),
        Instant.ofEpochMilli(row.markedAt()),
        Instant.ofEpochMilli(row.due()),
        instant(row.pausedAt()),
        instant(row.closedAt()),
        row.revivals(),
        instant(row.approvedAt()),
        row.note(),
        row.evidence());
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  /** Has every log line of this thread carry the case's id until it is closed. */
  LogTag inLog() {
    return LogTag.put("case", id);
  }
}
