package io.github.e2breconciler.reap;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest refusal of each open case, and which guards have refused it so far. Only in memory:
 * after a restart the next pass tells it anew. Safe for many threads.
 */
final class Refusals {

  private final Map<String, Told> ofCase = new ConcurrentHashMap<>();

  private record Told(Refusal last, Set<String> guards) {}

  /** Remembers a refusal; true if it is the first of its guard for this case. */
  boolean note(String caseId, Refusal refusal) {
    var before = ofCase.get(caseId);
    var guards = new HashSet<>(before == null ? Set.<String>of() : before.guards());
    var first = guards.add(refusal.guard());
    ofCase.put(caseId, new Told(refusal, Set.copyOf(guards)));
    return first;
  }

  /** The newest of a case, or null if none was noted since start. */
  @Nullable Refusal last(String caseId) {
    var told = ofCase.get(caseId);
    return told == null ? null : told.last();
  }

  /** Forgets every case but these. */
  void keep(Set<String> caseIds) {
    ofCase.keySet().retainAll(caseIds);
  }
}
