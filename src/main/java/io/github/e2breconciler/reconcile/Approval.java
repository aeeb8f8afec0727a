package io.github.e2breconciler.reconcile;

/** The answer to a person who approves a plan. */
public sealed interface Approval {

  /** A pass will execute it. */
  record Accepted(String pass) implements Approval {}

  /** There is no such plan. */
  record Unknown() implements Approval {}

  /** Not a plan, not finished, approved already, or too old. */
  record Refused(String why) implements Approval {}
}
