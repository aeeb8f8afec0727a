package io.github.e2breconciler.simulation;

import io.github.e2breconciler.config.Durations;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Whether a sandbox is what a policy ends, by what E2B showed of it and by the customers' own
 * books, never by what the daemon believes.
 */
final class Grounds {

  private static final Duration ROUNDING = Duration.ofMillis(2);

  private final Stage stage;
  private final Terms terms;

  Grounds(Stage stage, Terms terms) {
    this.stage = stage;
    this.terms = terms;
  }

  /** Whether the policy of that name condemns what the row shows, by now. */
  boolean condemn(String policy, SandboxRow row) {
    var awaited = policy.equals("asleep") ? State.PAUSED : State.RUNNING;
    return row.state() == awaited
        && switch (policy) {
          case "too-old" -> over(row.startedAt().plus(terms.maxAge()));
          case "overdue" -> over(row.endAt().plus(terms.slack()));
          case "crashed" -> crashed(row);
          case "forgotten" -> forgotten(row);
          case "expired" -> expired(row.metadata().get(Lodger.UNTIL));
          case "outlived" -> outlived(row, row.metadata().get(Lodger.FOR));
          case "asleep" ->
              Lodger.SLEEPER.equals(row.metadata().get("kind"))
                  && over(row.endAt().plus(Terms.ASLEEP));
          default -> false;
        };
  }

  private boolean over(Instant moment) {
    return !moment.isAfter(stage.world().now().plus(ROUNDING));
  }

  /** Somebody claimed it, and does no longer. */
  private boolean crashed(SandboxRow row) {
    return stage.ledger().heldSince(row.sandbox(), owner(row), began(row));
  }

  /** Nobody claimed it, though somebody listened for long enough since it began. */
  private boolean forgotten(SandboxRow row) {
    var unheard = stage.ledger().deafFor(began(row));
    return !stage.ledger().renewedSince(row.sandbox(), owner(row), began(row))
        && over(row.startedAt().plus(Terms.UNCLAIMED).plus(unheard));
  }

  private boolean expired(@Nullable String until) {
    try {
      return until != null && over(OffsetDateTime.parse(until).toInstant());
    } catch (DateTimeException _) {
      return false;
    }
  }

  private boolean outlived(SandboxRow row, @Nullable String length) {
    try {
      return length != null && over(row.startedAt().plus(Durations.parse(length)));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** By our clock. */
  private Instant began(SandboxRow row) {
    var skew = Duration.between(stage.time().instant(), stage.world().now());
    return row.startedAt().minus(skew);
  }

  private static @Nullable String owner(SandboxRow row) {
    return row.metadata().get("owner");
  }
}
