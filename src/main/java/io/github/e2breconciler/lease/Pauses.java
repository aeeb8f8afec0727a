package io.github.e2breconciler.lease;

import io.github.e2breconciler.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What heartbeats are to our pauses, though our clock is set back: one that comes after a pause has
 * no earlier time, and one that came before it no later. Asking is for any thread.
 */
final class Pauses {

  private final Map<LeaseKey, Lease> leases;
  private volatile Instant last = Instant.MIN; // the latest by our clock

  Pauses(Map<LeaseKey, Lease> leases) {
    this.leases = leases;
  }

  /**
   * As the store remembers.
   *
   * @param latest in epoch milliseconds; null where there was none
   */
  void load(@Nullable Long latest) {
    last = latest == null ? Instant.MIN : Instant.ofEpochMilli(latest);
  }

  /** Since when nobody was heard who has not a later time: the moment, or the last pause. */
  Instant orLast(Instant moment) {
    return moment.isAfter(last) ? moment : last;
  }

  /**
   * The time of a heartbeat: not before a pause that came earlier, though the clock was set back
   * since.
   *
   * @param until when it runs out, which is another moment: the same would say that it was ended
   */
  Instant heartbeatAt(Instant now, Instant until) {
    var at = now.isBefore(last) ? last : now;
    return at.equals(until) ? at.plusMillis(1) : at;
  }

  /**
   * We are about to pause what {@code keys} speak for, by an intent of {@code at} that {@code tx}
   * stores: what was said until now comes before that. But where a pause that came earlier has a
   * later time, it may be about that one too, and stays after both. For whoever has the writer.
   *
   * @return what undoes it should {@code tx} fail: no heartbeat must have the time of a pause that
   *     the store does not know
   */
  Runnable begin(Tx tx, List<LeaseKey> keys, Instant at) {
    var earlier = last;
    var changes = new LeaseChanges(leases);
    if (!at.isAfter(earlier)) {
      return changes::undo;
    }
    last = at;
    for (var key : keys) {
      var lease = leases.get(key);
      if (lease != null && !lease.endedDeliberately() && !lease.renewedAt().isBefore(at)) {
        changes.keep(lease.heardAt(at.minusMillis(1)));
      }
    }
    changes.write(tx);
    return () -> {
      changes.undo();
      if (last.equals(at)) { // else somebody has paused since
        last = earlier;
      }
    };
  }
}
