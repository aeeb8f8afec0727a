package io.github.e2breconciler.e2b;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One account's E2B, as the daemon needs it.
 *
 * <p>Every call blocks, has a total deadline, and throws {@link E2bException} for whatever is not
 * an answer. Safe for many threads. {@code asOf} in answers is when the request was sent, by E2B's
 * clock (ours corrected by its {@code Date} header).
 */
public interface E2bApi extends E2bWebhooks {

  /**
   * A pause or kill that has not left this long after it was asked for is not sent: the read that
   * justified it has aged. It then fails with a kind that was {@link E2bException.Kind#neverSent}.
   */
  Duration LEAVES_WITHIN = Duration.ofSeconds(2);

  /**
   * One page of running and paused sandboxes, newest start first.
   *
   * @param token from the page before, or null for the first
   */
  Page list(@Nullable String token);

  /**
   * The same of those alone that started at or after a time. A server that does not know this
   * filter answers with all, or not at all: so it is good for a look at the newest, and never for
   * an absence.
   *
   * @throws E2bException of kind {@link E2bException.Kind#REFUSED} from a server that minds
   */
  Page listSince(Instant startedAfter, @Nullable String token);

  /** One sandbox. A 404 is the value {@link Reading.Missing}: unknown, deleted, or being killed. */
  Reading read(SandboxId sandbox);

  /** Asks E2B to pause a running sandbox. Destructive: for the gate alone. */
  PauseAnswer pause(SandboxId sandbox);

  /** Asks E2B to end a sandbox. Destructive: for the gate alone. */
  KillAnswer kill(SandboxId sandbox);

  /**
   * A stretch of the team's event feed, newest first.
   *
   * @param offset how many of the newest to pass over; the list moves as events arrive
   * @param limit 1 to 100
   * @param types full type names to keep, or empty for all
   * @throws E2bException of kind {@link E2bException.Kind#UNSUPPORTED} where the account has none
   */
  FeedPage events(int offset, int limit, Set<String> types);

  /**
   * Asks the machine behind a running sandbox for a sign of life, which a read does not: it goes on
   * showing a crashed one as running. Extends the life of one with less than 15 s left, and makes
   * E2B emit {@code updated}.
   */
  ProbeAnswer probe(SandboxId sandbox);

  /** What is known of the path to E2B without calling it. */
  Health health();

  /**
   * Whether nothing would be sent now, not even a read. Where the circuit is open and this is false
   * somebody has to read: nothing else ever closes it.
   */
  default boolean resting() {
    return health().circuitOpen();
  }

  /**
   * A page of the list.
   *
   * @param nextToken null on the last page
   * @param totalRunning how many run in all, or null where the server does not say
   * @param droppedRows rows that could not be read; any makes the walk incomplete
   */
  record Page(
      List<SandboxRow> rows,
      @Nullable String nextToken,
      @Nullable Integer totalRunning,
      int droppedRows,
      Instant asOf) {
    public Page {
      rows = List.copyOf(rows);
    }
  }

  /** The answer to a single read. */
  sealed interface Reading {
    Instant asOf();

    record Found(SandboxRow row, Instant asOf) implements Reading {}

    record Missing(Instant asOf) implements Reading {}
  }

  /** E2B's answer to a pause; what is not an answer is an exception. */
  enum PauseAnswer {
    PAUSED,
    /** 409: paused already, or changing state. */
    CONFLICT,
    MISSING
  }

  /** E2B's answer to a kill; what is not an answer is an exception. */
  enum KillAnswer {
    /** 204: being stopped; not yet proof that it is dead. */
    ACCEPTED,
    MISSING,
    /** 409: changing state, try again later. */
    CONFLICT
  }

  /** E2B's answer to a probe; what is not an answer is an exception. */
  enum ProbeAnswer {
    ALIVE,
    /** 404: no machine, or no such running sandbox any more; only a read tells which. */
    MISSING,
    /** 409: changing state. */
    CONFLICT
  }

  /**
   * A stretch of the feed.
   *
   * @param rows how many rows the server sent, unreadable ones included: fewer than asked for means
   *     the feed ends here
   */
  record FeedPage(List<LifecycleEvent> events, int rows, Instant asOf) {
    public FeedPage {
      events = List.copyOf(events);
    }
  }

  /**
   * The state of the path to E2B.
   *
   * @param circuitOpen calls are refused without being sent
   * @param clockSkewMillis how far E2B's clock is ahead of ours, or null before the first answer
   * @param lastFailure the last that counted for the circuit, or empty
   */
  record Health(boolean circuitOpen, @Nullable Long clockSkewMillis, String lastFailure) {

    /** A path of which no failure is known. */
    public Health(boolean circuitOpen, @Nullable Long clockSkewMillis) {
      this(circuitOpen, clockSkewMillis, "");
    }

    /** Why nothing is to be sent to it now, or null where the circuit is closed. */
    public @Nullable String refusal() {
      if (!circuitOpen) {
        return null;
      }
      var what = "the circuit to E2B is open";
      return lastFailure.isEmpty() ? what : what + " since " + lastFailure;
    }
  }
}
