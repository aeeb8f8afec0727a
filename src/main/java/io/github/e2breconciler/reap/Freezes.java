package io.github.e2breconciler.reap;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.AuditRow;
import io.github.e2breconciler.store.FreezeRow;
import io.github.e2breconciler.store.InStep;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.Tx;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latch: while an account, or everything, is frozen nothing is paused or killed. Latched in the
 * store; only a human lifts it, or removes the file that stands beside it. Safe for many threads.
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
  private final FreezeFile file;
  private final InstantSource clock;
  private final Map<String, FreezeRow> latched = new ConcurrentHashMap<>();
  private final AtomicBoolean byFile = new AtomicBoolean();
  private final InStep inStep; // what is latched and what is stored change as one

  public Freezes(Store store, FreezeFile file, InstantSource clock, MeterRegistry meters) {
    this.store = store;
    this.file = file;
    this.clock = clock;
    this.inStep = new InStep(store, this::load);
    Gauge.builder("e2b_reconciler.frozen", () -> all().size())
        .description("Latched freezes; alert on any")
        .register(meters);
  }

  /** Reads what the store remembers. */
  public void load() {
    InStep.replace(latched, store.read(tx -> tx.freezes().all()), FreezeRow::account);
  }

  /**
   * Latches. One that is latched already for the same cause keeps its reason; another cause is
   * added to it, for a freeze that a cap set must not hide one that nobody but a human may lift.
   *
   * @param account null: everything
   */
  public FreezeRow freeze(@Nullable AccountId account, String reason, String cause) {
    var name = account == null ? ALL : account.name();
    return inStep.changing(() -> {
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
      latched.put(name, row);
      log.warn("frozen account={} cause={} reason=\"{}\"", shown(name), cause, reason);
      return row;
    });
  }

  /** To what the store has, of which we may not have heard that it took it. */
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
   * Lifts the latch of one account, or every latch; not the file, which who put it there removes.
   * What is not latched stays so, and is no entry in the audit.
   *
   * @param account null: every latch there is
   */
  public void lift(@Nullable AccountId account, String reason) {
    var names = inStep.changing(() -> lifted(account, reason));
    if (!names.isEmpty()) {
      log.info("unfrozen accounts={} reason=\"{}\"", names, reason);
    }
  }

  private List<String> lifted(@Nullable AccountId account, String reason) {
    var names =
        latched.keySet().stream()
            .filter(name -> account == null || name.equals(account.name()))
            .toList();
    if (!names.isEmpty()) {
      store.writeVoid(tx -> {
        for (var name : names) {
          tx.freezes().delete(name);
          audit(tx, name, "unfrozen", reason);
        }
      });
      names.forEach(latched::remove);
    }
    return names.stream().map(Freezes::shown).toList();
  }

  /** All that hold now, the file's too; an empty account stands for everything. */
  public List<FreezeRow> all() {
    return Stream.concat(Stream.ofNullable(fromFile()), latched.values().stream()).toList();
  }

  /**
   * What stops {@code account}, its own freeze or one of everything, or null.
   *
   * @param approved whether a human approved the step: then a freeze that only a cap set lets it by
   */
  @Nullable FreezeRow stopping(AccountId account, boolean approved) {
    return stopping(all(), account, approved);
  }

  /** The same from the rows themselves, within the transaction that relies on it. */
  @Nullable FreezeRow stopping(Tx tx, AccountId account, boolean approved) {
    var rows = Stream.concat(Stream.ofNullable(fromFile()), tx.freezes().all().stream());
    return stopping(rows.toList(), account, approved);
  }

  private static @Nullable FreezeRow stopping(
      List<FreezeRow> rows, AccountId account, boolean approved) {
    for (var row : rows) {
      var concerns = row.account().equals(ALL) || row.account().equals(account.name());
      if (concerns && !(approved && row.cause().equals(CAP))) {
        return row;
      }
    }
    return null;
  }

  private @Nullable FreezeRow fromFile() {
    var row = file.row();
    if (byFile.getAndSet(row != null) != (row != null)) {
      log.warn("freeze by file there={} file={}", row != null, file.path());
    }
    return row;
  }

  private void audit(Tx tx, String account, String what, String reason) {
    tx.audit().append(new AuditRow(clock.instant().toEpochMilli(), account, "", "", what, reason));
  }

  private static String shown(String account) {
    return account.isEmpty() ? "all" : account;
  }
}
