package io.github.e2breconciler.reap;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.AuditRow;
import io.github.e2breconciler.store.FreezeRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.Tx;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latch: while an account, or everything, is frozen nothing is paused or killed. Latched in the
 * store; only a human lifts it. Safe for many threads.
 */
public final class Freezes {

  /** Causes that the daemon itself latches for; people use {@code human}. */
  public static final String CAP = "cap";

  public static final String SHRINK = "shrink";
  public static final String MASS_EXPIRY = "mass-expiry";
  public static final String HUMAN = "human";

  private static final String ALL = "";
  private static final Logger log = LoggerFactory.getLogger(Freezes.class);

  private final Store store;
  private final InstantSource clock;
  private final Map<String, FreezeRow> latched = new ConcurrentHashMap<>();

  public Freezes(Store store, InstantSource clock, MeterRegistry meters) {
    this.store = store;
    this.clock = clock;
    Gauge.builder("e2b_reconciler.frozen", latched, Map::size)
        .description("Latched freezes; alert on any")
        .register(meters);
  }

  /** Reads what the store remembers. */
  public void load() {
    store.read(tx -> tx.freezes().all()).forEach(row -> latched.put(row.account(), row));
  }

  /**
   * Latches. One that is latched already for the same cause keeps its reason; another cause is
   * added to it, for a freeze that a cap set must not hide one that nobody but a human may lift.
   *
   * @param account null: everything
   */
  public FreezeRow freeze(@Nullable AccountId account, String reason, String cause) {
    var name = account == null ? ALL : account.name();
    var known = latched.get(name);
    if (known != null && hasCause(known, cause)) {
      return known;
    }
    var row =
        store.write(tx -> {
          var added = added(tx, name, reason, cause);
          tx.freezes().put(added);
          audit(tx, name, "frozen", reason);
          return added;
        });
    // Of two that were added at once the one with more causes knows the other.
    latched.merge(
        name, row, (one, other) -> one.cause().length() > other.cause().length() ? one : other);
    log.warn("frozen account={} cause={} reason={}", shown(name), cause, reason);
    return row;
  }

  private FreezeRow added(Tx tx, String name, String reason, String cause) {
    for (var stored : tx.freezes().all()) {
      if (stored.account().equals(name)) {
        return hasCause(stored, cause)
            ? stored
            : new FreezeRow(
                name,
                stored.reason() + "; " + reason,
                stored.cause() + "," + cause,
                stored.since());
      }
    }
    return new FreezeRow(name, reason, cause, clock.instant().toEpochMilli());
  }

  /** Whether a latch is there for this cause, alone or among others. */
  public static boolean hasCause(FreezeRow freeze, String cause) {
    return List.of(freeze.cause().split(",")).contains(cause);
  }

  /**
   * Lifts the latch of one account, or every latch.
   *
   * @param account null: every latch there is
   */
  public void lift(@Nullable AccountId account, String reason) {
    var names = account == null ? List.copyOf(latched.keySet()) : List.of(account.name());
    store.write(tx -> {
      for (var name : names) {
        tx.freezes().delete(name);
        audit(tx, name, "unfrozen", reason);
      }
      return true;
    });
    names.forEach(latched::remove);
    log.info("unfrozen accounts={} reason={}", names.stream().map(Freezes::shown).toList(), reason);
  }

  /** All latches; an empty account stands for everything. */
  public List<FreezeRow> all() {
    return List.copyOf(latched.values());
  }

  /** What stops {@code account}, its own latch or the one over everything, or null. */
  @Nullable FreezeRow stopping(AccountId account) {
    var all = latched.get(ALL);
    return all != null ? all : latched.get(account.name());
  }

  private void audit(Tx tx, String account, String what, String reason) {
    tx.audit().append(new AuditRow(clock.instant().toEpochMilli(), account, "", "", what, reason));
  }

  private static String shown(String account) {
    return account.isEmpty() ? "all" : account;
  }
}
