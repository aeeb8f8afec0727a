package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Action;

/**
 * What came of one step for one case.
 *
 * @param guard the guard that refused, or empty
 * @param settled false while verification runs: a later result for the same case and step follows
 */
public record Result(
    Case subject, Action step, Outcome outcome, String reason, String guard, boolean settled) {

  static Result of(Case subject, Action step, Outcome outcome, String reason) {
    return new Result(subject, step, outcome, reason, "", true);
  }

  static Result refused(Case subject, Action step, Objection objection) {
    return new Result(
        subject,
        step,
        Outcome.REFUSED,
        objection.guard() + ": " + objection.reason(),
        objection.guard(),
        true);
  }

  /** An approved step that is no longer the one that was planned. */
  static Result changed(Case subject, Action step, String how) {
    return new Result(
        subject, step, Outcome.REFUSED, "changed since it was planned: " + how, "", true);
  }

  static Result sent(Case subject, Action step, String reason) {
    return new Result(subject, step, Outcome.UNCONFIRMED, reason, "", false);
  }
}
