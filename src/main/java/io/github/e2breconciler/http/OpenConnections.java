package io.github.e2breconciler.http;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The open connections of a listener. When they are too many, those that have kept us waiting
 * longest have to go, a few at a time: who comes with a request is always let in, and whoever holds
 * thousands of connections open only loses them sooner. Safe for many threads.
 */
final class OpenConnections {

  private final int limit;
  private final Set<PatientConnection> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean makingRoom = new AtomicBoolean();

  OpenConnections(int limit) {
    this.limit = limit;
  }

  /** Lets one in. */
  void add(PatientConnection connection) {
    open.add(connection);
    if (open.size() > limit && makingRoom.compareAndSet(false, true)) {
      try {
        makeRoom();
      } finally {
        makingRoom.set(false);
      }
    }
  }

  void remove(PatientConnection connection) {
    open.remove(connection);
  }

  /** A few more than need to, so that the next to come do not have to look again. */
  private void makeRoom() {
    open.stream()
        .map(connection -> new Wait(connection, connection.waitedNanos()))
        .filter(wait -> wait.nanos() > 0)
        .sorted(Comparator.comparingLong(Wait::nanos).reversed())
        .limit(open.size() - limit + limit / 32)
        .forEach(wait -> wait.connection().hangUp());
  }

  /** A copy of what moves while it is compared. */
  private record Wait(PatientConnection connection, long nanos) {}
}
