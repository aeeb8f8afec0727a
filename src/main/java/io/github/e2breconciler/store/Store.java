package io.github.e2breconciler.store;

import io.github.e2breconciler.loop.Turns;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The daemon's memory: rows in SQLite, or in PostgreSQL.
 *
 * <p>Any thread may call. A transaction must not start another, read outside itself or append
 * events; that is an {@link IllegalStateException}. Metrics: {@code
 * e2b_reconciler_store_commit_seconds}, {@code …_store_failures_total}, {@code …_store_healthy},
 * and those of {@link AppendQueue}.
 */
public final class Store implements AutoCloseable {

  private static final String PROBE = "probe";
  private static final Duration WATCH = Duration.ofSeconds(1);
  private static final Duration NEVER = Duration.ofDays(1); // or almost

  private final InstantSource clock;
  private final Connections connections;
  private final Writer writer;
  private final EventLog events;
  private final Counter reads;
  private final Losses losses;

  private Store(InstantSource clock, Connections connections, MeterRegistry meters) {
    this.clock = clock;
    this.connections = connections;
    this.writer = connections.writer();
    this.events = new EventLog(writer, meters);
    this.reads =
        Counter.builder("e2b_reconciler.store.reads")
            .description("Looks at the store; they should not grow with what is pending")
            .register(meters);
    this.losses = new Losses(meters);
  }

  /**
   * Opens the store for this daemon alone, made or migrated as needed; a damaged file is set aside,
   * see {@link #lost}.
   *
   * @throws StoreException when another daemon holds it, a newer version wrote it, or it cannot be
   *     opened; the message says which store and what to do
   */
  public static Store open(StoreSettings settings, InstantSource clock, MeterRegistry meters) {
    return open(settings, clock, meters, Fault.NONE);
  }

  /** The same with {@code fault} before each commit, for tests. */
  public static Store open(
      StoreSettings settings, InstantSource clock, MeterRegistry meters, Fault fault) {
    return open(settings, clock, meters, fault, Writer.PATIENCE);
  }

  static Store open(
      StoreSettings settings,
      InstantSource clock,
      MeterRegistry meters,
      Fault fault,
      Duration patience) {
    var database = Database.of(settings);
    database.prepareFolder();
    var lock = database.file() == null ? null : StoreLock.take(database.file());
    database.sweepFolder();
    var claim = new SessionClaim();
    var damage = new Damage(database);
    var writer = new Writer(Access.toWrite(database, claim, damage), meters, fault, patience);
    var connections = Connections.toWrite(database, lock, writer, damage, patience.multipliedBy(2));
    var store = new Store(clock, connections, meters);
    try {
      @Nullable Loss loss = damage.settle(clock);
      store.begin(database, claim, loss);
      damage.settled();
      return store;
    } catch (StoreException e) {
      store.close();
      @Nullable String full = settings.fullDisk();
      throw full == null
          ? e
          : new StoreException(e.getMessage() + "; " + full + ", see the runbook store-trouble", e);
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  /**
   * Opens an existing store to read beside the daemon that may hold it. Nothing can be written by
   * it. {@link EventLog#known} knows nothing.
   *
   * @throws StoreException when there is none, or another version wrote it
   */
  public static Store openReadOnly(StoreSettings settings, InstantSource clock) {
    var database = Database.of(settings);
    if (database.inMemory() || (database.file() != null && !Files.exists(database.file()))) {
      throw StoreException.none(database);
    }
    database.prepareToRead();
    Schema.verify(database);
    var meters = new SimpleMeterRegistry(); // nobody looks at them
    var damage = Damage.ofAnothers(database);
    var access = Access.toRead(database, damage);
    var writer = new Writer(access, meters, Fault.NONE, Writer.PATIENCE);
    var store = new Store(clock, Connections.toRead(database, writer, damage), meters);
    store.losses.load(store);
    return store;
  }

  /**
   * Runs {@code work} in one transaction, which is on disk when this returns.
   *
   * @throws StoreException when the store does not take it, or has stalled in another; nothing is
   *     written then, nor when {@code work} throws, whose exception comes out as it is
   */
  public <T extends @Nullable Object> T write(Function<Tx, T> work) {
    writer.refuseWhileStalled();
    return writer.exclusively(() -> writer.transact(work));
  }

  /**
   * {@link #write} of what can be made again from what is on disk: it does not wait for the disk.
   * Until the next write or event is on disk a power cut, but no crash of this process, may undo
   * it.
   */
  public <T extends @Nullable Object> T writeDerived(Function<Tx, T> work) {
    writer.refuseWhileStalled();
    return writer.exclusively(() -> writer.transactDerived(work));
  }

  /**
   * {@link #write} of small things that come by the thousand, whose callers share commits.
   *
   * @param works one for each transaction
   */
  public <A, R> SharedWrite<A, R> shared(Supplier<SharedWrite.Work<A, R>> works) {
    return new SharedWrite<>(writer, works);
  }

  /** {@link #write} for work without a result. */
  public void writeVoid(Consumer<Tx> work) {
    write(tx -> {
      work.accept(tx);
      return true;
    });
  }

  /**
   * Runs {@code work} on one state of the store, with everything that was written before.
   *
   * @throws StoreException when the store cannot be read
   */
  public <T extends @Nullable Object> T read(Function<Tx, T> work) {
    writer.refuseNesting();
    reads.increment();
    return connections.read(work);
  }

  /** {@link #read} for work without a result. */
  public void readVoid(Consumer<Tx> work) {
    read(tx -> {
      work.accept(tx);
      return true;
    });
  }

  /** How those take turns who hold something while they wait for the store. */
  public Turns turns() {
    return writer.turns();
  }

  /** The inbox. */
  public EventLog events() {
    return events;
  }

  /**
   * Looks after those who wait: no event waits for longer than {@link Writer#PATIENCE}, and none at
   * all for a write that takes longer than that. Returns the pause until that is useful again.
   */
  public Duration watch() {
    events.watch();
    return WATCH;
  }

  /**
   * Brings what was written lately to its place in the file, where there is one and it is much.
   * Returns the pause until that is useful again.
   *
   * @throws StoreException when the disk does not take it; nothing is lost
   */
  public Duration checkpoint() {
    return connections.checkpoint() ? WATCH : NEVER;
  }

  /** How the last write went, or that the one under way does not end. Never blocks. */
  public Health health() {
    return writer.health();
  }

  /** How many wait for their turn to write. */
  int turnsWaiting() {
    return writer.waiting();
  }

  /** Tries a small write and says how it went. */
  public Health check() {
    try {
      writeVoid(tx -> tx.meta().put(PROBE, Long.toString(clock.millis())));
    } catch (StoreException e) {
      return new Health(false, String.valueOf(e.getMessage()));
    }
    return Health.OK;
  }

  /** Forgets what is past its retention, in many small transactions. */
  public void prune(Instant now) {
    new Retention(this).prune(now);
  }

  /**
   * That this store began after another was damaged, and nobody has agreed to go on without that
   * one; null otherwise. Never blocks.
   */
  public @Nullable Loss lost() {
    return losses.standing();
  }

  /**
   * Goes on without what was lost; a human's word. Does nothing where nothing is.
   *
   * @param reason who agrees, and why, for the audit
   */
  public void agreeToLoss(String reason) {
    losses.agree(this, clock.millis(), reason);
  }

  /**
   * Why we may no longer be the one daemon of the store, as a sentence; null while we hold its
   * lock. Never blocks.
   */
  public @Nullable String lockLost() {
    return connections.lockLost();
  }

  /**
   * Waits a moment for the transaction under way; later ones fail. Where that one does not come to
   * its end the store stays ours until the process ends, for it may yet be written.
   */
  @Override
  public void close() {
    connections.close();
  }

  private void begin(Database database, SessionClaim claim, @Nullable Loss loss) {
    if (database.inMemory()) {
      writeVoid(tx -> Schema.create(tx.session()));
    } else {
      if (!database.sqlite()) {
        writer.connect(); // so that nobody else migrates at the same time
      }
      Schema.migrate(database);
    }
    writeVoid(tx -> {
      tx.meta().putIfAbsent(MetaTable.CREATED_AT, Long.toString(clock.millis()));
      if (loss != null) {
        tx.meta().put(Loss.KEY, loss.text());
      }
      if (!database.sqlite()) {
        claim.takeOver(tx);
      }
    });
    losses.load(this);
    events.load();
  }
}
