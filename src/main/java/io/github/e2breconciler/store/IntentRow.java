package io.github.e2breconciler.store;

import org.jspecify.annotations.Nullable;

/**
 * A destructive request that we mean to send, stored before it is sent and closed after it is
 * verified.
 *
 * @param action the label of the action
 * @param startedAt the execution it is for, in epoch microseconds by E2B's clock
 * @param paused whether the final read showed it paused
 * @param attempts always 1, for no request is repeated: what comes to nothing has another intent
 * @param answer what E2B last answered: {@code none} before the first, else a label
 * @param answeredAt when, or null
 * @param closedAt null while open
 * @param outcome empty while open
 * @param plan the approved pass it was executed for, or null
 */
public record IntentRow(
    String id,
    String caseId,
    String account,
    String sandbox,
    String action,
    long startedAt,
    boolean paused,
    long createdAt,
    int attempts,
    String answer,
    @Nullable Long answeredAt,
    @Nullable Long closedAt,
    String outcome,
    @Nullable String plan) {

  /** The same with what E2B answered. */
  public IntentRow answered(String answer, long at) {
    return with(answer, at, null, "");
  }

  /** The same, done with. */
  public IntentRow closed(String outcome, long at) {
    return with(answer, answeredAt, at, outcome);
  }

  private IntentRow with(
      String answer, @Nullable Long answeredAt, @Nullable Long closedAt, String outcome) {
    return new IntentRow(
        id,
        caseId,
        account,
        sandbox,
        action,
        startedAt,
        paused,
        createdAt,
        attempts,
        answer,
        answeredAt,
        closedAt,
        outcome,
        plan);
  }
}
