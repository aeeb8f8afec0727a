package io.github.e2breconciler.simulator;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bException.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a call to E2B goes wrong. A fault that makes no sense for a call leaves it
 * whole.
 */
public sealed interface Fault {

  /** The path or the service fails: no answer that can be used. */
  sealed interface OfService extends Fault {

    /** What it is for a client of the port. */
    E2bException.Kind kind();

    /** Whether what was asked for has happened all the same. */
    boolean afterwards();
  }

  /** A call about one sandbox is answered untruly. */
  sealed interface OfSandbox extends Fault {}

  /** A page of the list or of the feed is spoilt. */
  sealed interface OfPage extends Fault {}

  /** No answer, and nothing happened. */
  record Fails(E2bException.Kind kind) implements OfService {
    @Override
    public boolean afterwards() {
      return false;
    }
  }

  /** It happened, but no answer came: a time-out, a reset, a 5xx after the deed. */
  record FailsAfterwards(E2bException.Kind kind) implements OfService {
    @Override
    public boolean afterwards() {
      return true;
    }
  }

  /**
   * This status and nothing happened.
   *
   * @param retryAfter what the header says in whole seconds, or null for no header
   */
  record Answers(int status, @Nullable Duration retryAfter) implements OfService {
    @Override
    public Kind kind() {
      return switch (status) {
        case 401, 403 -> Kind.UNAUTHORISED;
        case 429 -> Kind.RATE_LIMITED;
        default -> status >= 500 ? Kind.UNAVAILABLE : Kind.REFUSED;
      };
    }

    @Override
    public boolean afterwards() {
      return false;
    }
  }

  /** A page for people with status 200, as a proxy between would send. */
  record Html() implements OfService {
    @Override
    public Kind kind() {
      return Kind.MALFORMED;
    }

    @Override
    public boolean afterwards() {
      return false;
    }
  }

  /** It happened, and the connection ends in the middle of the answer. */
  record Cut() implements OfService {
    @Override
    public Kind kind() {
      return Kind.UNAVAILABLE;
    }

    @Override
    public boolean afterwards() {
      return true;
    }
  }

  /** It happened, and the answer comes byte by byte in {@code over}; in memory a time-out. */
  record Drips(Duration over) implements OfService {
    @Override
    public Kind kind() {
      return Kind.TIMEOUT;
    }

    @Override
    public boolean afterwards() {
      return true;
    }
  }

  /** It happened, and nothing is said for so long; in memory a time-out. */
  record Stalls(Duration length) implements OfService {
    @Override
    public Kind kind() {
      return Kind.TIMEOUT;
    }

    @Override
    public boolean afterwards() {
      return true;
    }
  }

  /** A pause or kill is answered as done and nothing happens. */
  record Swallowed() implements OfSandbox {}

  /** A read, pause or kill answers 404 although the sandbox is there. */
  record Missing() implements OfSandbox {}

  /** A pause or kill answers 409: the sandbox changes state. */
  record Conflict() implements OfSandbox {}

  /** A kill answers 500, the record is gone and the machine lives on until the orphan sweep. */
  record NodeUnreachable() implements OfSandbox {}

  /** A read shows a sandbox as paused, and its customer resumes it right afterwards. */
  record ResumedAfterwards() implements OfSandbox {}

  /** A kill of a paused one answers 204, and a resume at the same moment undoes it. */
  record UndoneByResume() implements OfSandbox {}

  /** A list or feed page is empty, the last, and says that none run. */
  record Empty() implements OfPage {}

  /** A list page has at most {@code rows} rows and claims to be the last. */
  record Truncated(int rows) implements OfPage {}

  /** Every list page but the first answers 500. */
  record LaterPagesFail() implements OfPage {}

  /** A list page with a next one leaves its last row out: it moved between the two. */
  record RowMoved() implements OfPage {}

  /** A list page loses {@code rows} rows as unreadable. */
  record Unreadable(int rows) implements OfPage {}

  /** A list page leads to itself. */
  record RepeatedToken() implements OfPage {}

  /** A list page does not say how many run. */
  record TotalAbsent() implements OfPage {}

  /** A list page is off by {@code difference} about how many run. */
  record TotalWrong(int difference) implements OfPage {}

  /** A list page leaves paused sandboxes out. */
  record PausedOmitted() implements OfPage {}

  /** A list page ignores every filter but the state. */
  record FiltersIgnored() implements OfPage {}

  /** The list shows a picture of the fleet that is at most so old. */
  record Stale(Duration lag) implements OfPage {}

  /** A list page leaves these out and does not count them: killing, or being snapshotted. */
  record RowsHidden(SandboxSelector rows) implements OfPage {}

  /** A list page leaves out what started less than {@code age} ago: a create in flight. */
  record YoungHidden(Duration age) implements OfPage {}

  /** The rows of a list page have no state; in memory they count as unreadable. */
  record StateMissing() implements OfPage {}

  /** A list page has every id with its old client suffix; the port in memory knows no suffix. */
  record SuffixedIds() implements OfPage {}

  /** A feed page does not know events younger than {@code lag}. */
  record FeedLags(Duration lag) implements OfPage {}

  /** The feed never shows some events, {@code share} of all, always the same. */
  record FeedMisses(double share) implements OfPage {}

  /** Every feed page but the first passes over {@code rows} rows too many: some arrived. */
  record FeedShifts(int rows) implements OfPage {}

  /** The feed keeps nothing older than {@code age}. */
  record FeedForgets(Duration age) implements OfPage {}
}
