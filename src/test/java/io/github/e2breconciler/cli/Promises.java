package io.github.e2breconciler.cli;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** What daemons answered 200 to. Safe for many threads. */
final class Promises {

  private final Map<String, byte[]> events = new ConcurrentHashMap<>();
  private final Map<String, Instant> leases = new ConcurrentHashMap<>();
  private volatile CountDownLatch wanted = new CountDownLatch(0);

  /** Opens after so many events more. */
  CountDownLatch more(int count) {
    wanted = new CountDownLatch(count);
    return wanted;
  }

  void tookEvent(String id, byte[] body) {
    events.put(id, body);
    wanted.countDown();
  }

  void tookLease(String sandbox, Instant end) {
    leases.merge(sandbox, end, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** The ids of the events that were taken. */
  Set<String> events() {
    return Set.copyOf(events.keySet());
  }

  /** One that was taken, as it was sent. */
  byte[] anyEvent() {
    return events.values().iterator().next();
  }

  /** The latest end that was granted, by sandbox. */
  Map<String, Instant> leases() {
    return Map.copyOf(leases);
  }
}
