package io.github.e2breconciler.store;

import org.jspecify.annotations.Nullable;

/**
 * A destructive request that we mean to send, stored before it is sent and closed after it is
 * verified.
 *
 * @param action the label of the action
 * @param startedAt the execution it is for, in epoch microseconds by E2B's clock
 * @param paused whether the final read showed it paused
 * @param createdAt by our clock, as all that follow but two
 * @param e2bCreatedAt the same by E2B's clock as it was known then, whatever ours was set to since;
 *     null if a version before 3 of the schema stored it
 * @param attempts always 1, for no request is repeated: what comes to nothing has another intent
 * @param answer what E2B last answered: {@code none} before the first, else a label
 * @param answeredAt when, or null
 * @param e2bAnsweredAt the same by E2B's clock; null also as {@code e2bCreatedAt}
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
    @Nullable Long e2bCreatedAt,
    int attempts,
    String answer,
    @Nullable Long answeredAt,
    @Nullable Long e2bAnsweredAt,
    @Nullable Long closedAt,
    String outcome,
    @Nullable String plan) {

  /**
   * The same with what E2B answered.
   *
   * @param at by our clock
   * @param e2bAt by E2B's
   */
  public IntentRow answered(String answer, long at, long e2bAt) {
    return with(answer, at, e2bAt, null, "");
  }

  /** The same, done with. */
  public IntentRow closed(String outcome, long at) {
    return with(answer, answeredAt, e2bAnsweredAt, at, outcome);
  }

  private IntentRow with(
      String answer,
      @Nullable Long answeredAt,
      @Nullable Long e2bAnsweredAt,
      @Nullable Long closedAt,
      String outcome) {
    return new IntentRow(
        id,
        caseId,
        account,
        sandbox,
        action,
        startedAt,
        paused,
        createdAt,
        e2bCreatedAt,
        attempts,
        answer,
        answeredAt,
        e2bAnsweredAt,
        closedAt,
        outcome,
        plan);
  }
}
