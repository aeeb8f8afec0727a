package io.github.e2breconciler.simulator;

import io.github.e2breconciler.e2b.E2bException;
import java.time.Duration;

/**
 * One way in which a call to E2B goes wrong. A fault that makes no sense for a call leaves it
 * whole.
 */
public sealed interface Fault {

  /** No answer, and nothing happened. */
  record Fails(E2bException.Kind kind) implements Fault {}

  /** It happened, but no answer came: a time-out, a reset, a 5xx after the deed. */
  record FailsAfterwards(E2bException.Kind kind) implements Fault {}

  /** A pause or kill is answered as done and nothing happens. */
  record Swallowed() implements Fault {}

  /** A read, pause or kill answers 404 although the sandbox is there. */
  record Missing() implements Fault {}

  /** A pause or kill answers 409: the sandbox changes state. */
  record Conflict() implements Fault {}

  /** A kill answers 500, the record is gone and the machine lives on until the orphan sweep. */
  record NodeUnreachable() implements Fault {}

  /** A list or feed page is empty, the last, and says that none run. */
  record Empty() implements Fault {}

  /** A list page has at most {@code rows} rows and claims to be the last. */
  record Truncated(int rows) implements Fault {}

  /** A list page loses {@code rows} rows as unreadable. */
  record Unreadable(int rows) implements Fault {}

  /** A list page leads to itself. */
  record RepeatedToken() implements Fault {}

  /** A list page does not say how many run. */
  record TotalAbsent() implements Fault {}

  /** A list page is off by {@code difference} about how many run. */
  record TotalWrong(int difference) implements Fault {}

  /** A list page leaves paused sandboxes out. */
  record PausedOmitted() implements Fault {}

  /** A feed page does not know events younger than {@code lag}. */
  record FeedLags(Duration lag) implements Fault {}
}
