package io.github.e2breconciler.reap;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.Tx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What counts against the caps of one account, read once for all the questions of a pass and kept
 * up as the pass goes on. Time that passes meanwhile only ever makes it count too much. Safe for
 * many threads.
 */
final class CapTally {

  private final Map<String, String> begun; // case to approved plan, or to nothing
  private final AtomicInteger withinHour;
  private final AtomicInteger withinDay;

  private CapTally(Map<String, String> begun, int withinHour, int withinDay) {
    this.begun = new ConcurrentHashMap<>(begun);
    this.withinHour = new AtomicInteger(withinHour);
    this.withinDay = new AtomicInteger(withinDay);
  }

  static CapTally of(Tx tx, AccountId account, long hourAgo, long dayAgo) {
    return new CapTally(
        tx.intents().begun(account.name()),
        tx.intents().distinctCasesSince(account.name(), hourAgo),
        tx.intents().distinctCasesSince(account.name(), dayAgo));
  }

  /** An intent of the case was stored, as part of an approved plan or of none. */
  void begun(Case subject, @Nullable String plan) {
    var first = begun.putIfAbsent(subject.id(), plan == null ? "" : plan) == null;
    if (first && plan == null) {
      withinHour.incrementAndGet();
      withinDay.incrementAndGet();
    }
  }

  boolean counted(Case subject) {
    return begun.containsKey(subject.id());
  }

  /** The approved plan that an earlier step of the case was part of, or null. */
  @Nullable String plan(Case subject) {
    var plan = begun.get(subject.id());
    return plan == null || plan.isEmpty() ? null : plan;
  }

  int withinHour() {
    return withinHour.get();
  }

  int withinDay() {
    return withinDay.get();
  }
}
