package io.github.e2breconciler.reap;

import io.github.e2breconciler.e2b.E2bException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when no final read of a case can be understood though E2B answers. Only in memory: a
 * restart asks for as much patience again. Safe for many threads.
 */
final class Unreadable {

  /** Then it will not mend itself, and a human is asked. */
  static final Duration LONG = Duration.ofDays(1);

  private static final Set<Kind> OF_THE_SANDBOX = Set.of(Kind.MALFORMED, Kind.REFUSED);

  private final Map<String, Instant> ofCase = new ConcurrentHashMap<>();

  /** Notes a read that failed; true once that has gone on for too long. */
  boolean note(String caseId, Kind kind, Instant now) {
    if (!OF_THE_SANDBOX.contains(kind)) {
      return false; // which says nothing of this one
    }
    var first = ofCase.computeIfAbsent(caseId, _ -> now);
    return !now.isBefore(first.plus(LONG));
  }

  /** Forgets a case: it was read. */
  void read(String caseId) {
    ofCase.remove(caseId);
  }

  /** Forgets every case but these. */
  void keep(Set<String> caseIds) {
    ofCase.keySet().retainAll(caseIds);
  }
}
