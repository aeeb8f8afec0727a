package io.github.e2breconciler.lease;

import io.github.e2breconciler.lease.LeaseKey.Kind;
import io.github.e2breconciler.store.IntentRow;
import io.github.e2breconciler.store.SharedWrite;
import io.github.e2breconciler.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** What heartbeats do to leases, many of them in one transaction, which is the only one. */
final class Heartbeats implements SharedWrite.Work<Heartbeats.Heartbeat, List<Renewal>> {

  private final Map<LeaseKey, Lease> leases;
  private final LeaseChanges changes;
  private final LastHeard lastHeard;
  private final Pauses pauses;
  private final InstantSource clock;

  /** None yet, to these. */
  Heartbeats(Map<LeaseKey, Lease> leases, LastHeard lastHeard, Pauses pauses, InstantSource clock) {
    this.leases = leases;
    this.lastHeard = lastHeard;
    this.pauses = pauses;
    this.clock = clock;
    this.changes = new LeaseChanges(leases);
  }

  /** What one caller says, of one or of many. */
  record Heartbeat(List<LeaseKey> keys, Duration ttl, String holder) {}

  @Override
  public List<List<Renewal>> write(Tx tx, List<Heartbeat> heartbeats) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS); // what the store can hold
    lastHeard.noteSetBack(tx, now);
    var ending = tx.intents().open();
    var renewals =
        heartbeats.stream()
            .map(beat -> beat.keys().stream().map(key -> renew(key, now, beat, ending)).toList())
            .toList();
    changes.write(tx);
    return renewals;
  }

  @Override
  public void undo() {
    changes.undo();
  }

  private Renewal renew(LeaseKey key, Instant now, Heartbeat beat, List<IntentRow> ending) {
    if (key.kind() == Kind.SANDBOX && ending.stream().anyMatch(intent -> isFor(intent, key))) {
      return new Renewal.Ending(key);
    }
    var lease = leases.get(key);
    var until = now.plus(beat.ttl());
    var at = pauses.heartbeatAt(now, until);
    var next =
        lease == null || !lease.live(now)
            ? new Lease(key, beat.holder(), now, at, until)
            : lease.renewed(beat.holder(), at, until);
    return new Renewal.Renewed(changes.keep(next));
  }

  private static boolean isFor(IntentRow intent, LeaseKey key) {
    var account = key.account();
    return intent.sandbox().equals(key.subject())
        && (account == null || account.name().equals(intent.account()));
  }
}
