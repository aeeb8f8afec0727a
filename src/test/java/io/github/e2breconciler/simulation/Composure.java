package io.github.e2breconciler.simulation;

import io.github.e2breconciler.policy.Action;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * S1, as far as it depends on who acts: it has settled since its start, its clock is near E2B's, it
 * has watched for long enough what is older than its store, unless a human approved, and it goes no
 * further than its policy. It counts from the moment at which a process begins, and its store can
 * begin to be.
 */
final class Composure implements Law {

  private static final Duration ROUNDING = Duration.ofMillis(2);
  private static final Duration SANE = Duration.ofSeconds(30);

  /** What began so long before the store did so by any clock. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final Stage stage;
  private final Terms terms;
  private final Predicate<String> approved;
  private final InstantSource clock;
  private @Nullable Instant firstStart;
  private Instant start = Instant.MAX;

  /** With the cases whose plan a human approved, and the clock of the daemon's machine. */
  Composure(Stage stage, Terms terms, Predicate<String> approved, InstantSource clock) {
    this.stage = stage;
    this.terms = terms;
    this.approved = approved;
    this.clock = clock;
  }

  @Override
  public void starting() {
    start = stage.time().instant();
    firstStart = firstStart == null ? start : firstStart;
  }

  @Override
  public void requested(Request request) {
    var now = stage.time().instant();
    var skew = Duration.between(clock.instant(), stage.world().now()).abs();
    if (skew.compareTo(SANE.plus(ROUNDING)) > 0) {
      throw broken(request, "though the clocks differ by " + skew);
    }
    if (start.plus(terms.settle()).minus(ROUNDING).isAfter(now)) {
      throw broken(request, "though it has not settled since " + start);
    }
    if (tooNew(request, now)) {
      throw broken(request, "though its store is new, of " + firstStart);
    }
    if (request.action() == Action.KILL
        && request.subject().policy().equals("too-old")
        && terms.maxAgeAction().equals("pause")) {
      throw broken(request, "though its policy may only pause");
    }
  }

  private boolean tooNew(Request request, Instant now) {
    var since = firstStart;
    return since != null
        && request.subject().startedAt().isBefore(since.minus(MARGIN))
        && since.plus(terms.newStoreWait()).minus(ROUNDING).isAfter(now)
        && !approved.test(request.subject().id());
  }

  private static Violation broken(Request request, String why) {
    return new Violation(LawName.S1, request.sandbox(), request.action() + " " + why);
  }
}
