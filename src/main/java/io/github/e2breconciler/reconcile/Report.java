package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.reap.Result;
import io.github.e2breconciler.reap.Worth;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pass found, judged and did, and why.
 *
 * @param approved the plan it executed, or null
 * @param startedAt null while it is queued
 * @param finishedAt null while it runs
 * @param drift disagreements that its walks repaired, by the label of their kind
 * @param verdicts judgements, by their label
 * @param errors what kept it from an account
 * @param dollarsPerHourEnded what the paused and killed cost an hour; of a plan, what those cost
 *     that it would end
 * @param dollarsSaved what a plan would save, by estimate; 0 for any other pass
 */
public record Report(
    String pass,
    Status status,
    String trigger,
    boolean plan,
    @Nullable String approved,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    List<WalkLine> walks,
    Map<String, Integer> drift,
    Map<String, Integer> verdicts,
    List<ActionLine> actions,
    List<String> errors,
    long apiCalls,
    double dollarsPerHourEnded,
    double dollarsSaved) {

  /** How far a pass is. */
  public enum Status {
    RUNNING,
    DONE,
    FAILED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A walk of one account; {@code reason} says why it is incomplete. */
  public record WalkLine(String account, int pages, int seen, boolean complete, String reason) {}

  /**
   * One step for one sandbox, or why none was taken.
   *
   * @param worth what the sandbox had cost by then, and what ending it saves
   */
  public record ActionLine(
      String sandbox,
      String account,
      String policy,
      String action,
      String outcome,
      String reason,
      String caseId,
      Worth worth) {

    static ActionLine of(Result result, Worth worth) {
      var subject = result.subject();
      return new ActionLine(
          subject.key().sandbox().value(),
          subject.key().account().name(),
          subject.policy(),
          result.step().label(),
          result.outcome().label(),
          result.reason(),
          subject.id(),
          worth);
    }
  }

  public boolean running() {
    return status == Status.RUNNING;
  }
}
