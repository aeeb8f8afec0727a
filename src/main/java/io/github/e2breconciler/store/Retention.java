package io.github.e2breconciler.store;

import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

/** How long rows are kept, and their removal a little at a time, so that writers get between. */
final class Retention {

  /** E2B's event feed reaches back 7 days; what it may still repeat must be known. */
  private static final Duration EVENTS = Duration.ofDays(8);

  private static final Duration PASSES = Duration.ofDays(30);
  private static final Duration DRIFT = Duration.ofDays(30);
  private static final Duration LEASES = Duration.ofDays(40);

  /** After they have run out: a clock that was ahead for a while must not have ended them. */
  private static final Duration SNOOZES = Duration.ofDays(40);

  /** A year, so that any month can be compared with the same one before. */
  private static final Duration HISTORY = Duration.ofDays(400);

  static final int BATCH = 500;

  private final Store store;

  Retention(Store store) {
    this.store = store;
  }

  void prune(Instant now) {
    var history = before(now, HISTORY);
    repeat(BATCH, () -> store.events().prune(before(now, EVENTS), BATCH));
    repeat(tx -> tx.passes().prune(before(now, PASSES), BATCH));
    repeat(tx -> tx.drifts().prune(before(now, DRIFT), history, BATCH));
    repeat(tx -> tx.audit().prune(history, BATCH));
    repeat(tx -> tx.intents().prune(history, BATCH));
    repeat(tx -> tx.cases().prune(history, BATCH));
    repeat(tx -> tx.leases().prune(before(now, LEASES), BATCH));
    repeat(tx -> tx.snoozes().deleteExpired(before(now, SNOOZES), BATCH));
  }

  private void repeat(ToIntFunction<Tx> step) {
    repeat(BATCH, () -> store.write(step::applyAsInt));
  }

  /** Repeats a step until it finds less than a full batch to do. */
  private static void repeat(int batch, IntSupplier step) {
    var done = batch;
    while (done == batch) {
      done = step.getAsInt();
    }
  }

  private static long before(Instant now, Duration age) {
    return now.minus(age).toEpochMilli();
  }
}
