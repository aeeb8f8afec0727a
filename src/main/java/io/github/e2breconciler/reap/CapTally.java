package io.github.e2breconciler.reap;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.Tx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What counts against the caps of one account, read once for all the questions of a pass and kept
 * up as the pass goes on. Time that passes meanwhile only ever makes it count too much. Safe for
 * many threads.
 */
final class CapTally {

  private final Map<String, String> begun; // case to approved plan, or to nothing
  private final Set<String> withinHour = ConcurrentHashMap.newKeySet();
  private final Set<String> withinDay = ConcurrentHashMap.newKeySet();

  private CapTally(Map<String, String> begun, Set<String> withinHour, Set<String> withinDay) {
    this.begun = new ConcurrentHashMap<>(begun);
    this.withinHour.addAll(withinHour);
    this.withinDay.addAll(withinDay);
  }

  static CapTally of(Tx tx, AccountId account, long hourAgo, long dayAgo) {
    return new CapTally(
        tx.intents().begun(account.name(), dayAgo),
        tx.intents().sandboxesSince(account.name(), hourAgo),
        tx.intents().sandboxesSince(account.name(), dayAgo));
  }

  /** An intent of the case was stored, as part of an approved plan or of none. */
  void begun(Case subject, @Nullable String plan) {
    var first = begun.putIfAbsent(subject.id(), plan == null ? "" : plan) == null;
    if (first && plan == null) {
      withinHour.add(sandbox(subject));
      withinDay.add(sandbox(subject));
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

  /** How many sandboxes count within the hour once these do too. */
  long withinHour(List<Case> more) {
    return with(withinHour, more);
  }

  /** The same within the day. */
  long withinDay(List<Case> more) {
    return with(withinDay, more);
  }

  /** A sandbox counts once, however often it is condemned. */
  private static long with(Set<String> counted, List<Case> more) {
    return counted.size()
        + more.stream()
            .map(CapTally::sandbox)
            .distinct()
            .filter(each -> !counted.contains(each))
            .count();
  }

  private static String sandbox(Case subject) {
    return subject.key().sandbox().value();
  }
}
