package io.github.e2breconciler.store;

import io.github.e2breconciler.loop.Turns;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** The one connection that writes, used by one thread at a time. */
final class Writer {

  /**
   * Longer than a write should take on a disk that is well, or than anybody should wait for his
   * turn to write; half of what a sender waits.
   */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Access access;
  private final MeterRegistry meters;
  private final Fault fault;
  private final Timer commits;
  private final Counter failures;
  private final Duration patience;
  private final Turn turn;
  private final Pulse pulse;

  private @Nullable Session session; // guarded by turn
  private volatile boolean closed;

  /**
   * A writer without a connection yet.
   *
   * @param patience as {@link #PATIENCE}
   */
  Writer(Access access, MeterRegistry meters, Fault fault, Duration patience) {
    this.access = access;
    this.meters = meters;
    this.fault = fault;
    this.turn = new Turn(fault.turns());
    this.patience = patience;
    this.pulse = new Pulse(patience, this::nanos);
    this.commits =
        Timer.builder("e2b_reconciler.store.commit")
            .description("Time to bring one transaction to disk; alert when it nears a second")
            .serviceLevelObjectives(Buckets.OF_COMMITS)
            .register(meters);
    this.failures =
        Counter.builder("e2b_reconciler.store.failures")
            .description("Transactions that the store did not take; alert on any")
            .register(meters);
    Gauge.builder("e2b_reconciler.store.healthy", this, writer -> writer.health().ok() ? 1 : 0)
        .description("Whether the store takes writes; alert on 0")
        .register(meters);
  }

  Health health() {
    var refusal = refusal();
    return refusal == null
        ? pulse.health()
        : new Health(false, String.valueOf(refusal.getMessage()));
  }

  /** Why nothing should be written now, or null: a file that is damaged, or a write that stalls. */
  @Nullable StoreException refusal() {
    var damaged = access.damage().refusal();
    return damaged == null ? pulse.stall() : damaged;
  }

  /** Opens the connection, unless it is. */
  void connect() {
    exclusively(this::connection);
  }

  /**
   * Runs work while nobody else writes.
   *
   * @throws StoreException when others write for longer than anybody should wait
   */
  <T extends @Nullable Object> T exclusively(Supplier<T> work) {
    return turn.within(patience, work);
  }

  /** The same for somebody who has waited since a moment of {@link #nanos()}. */
  <T extends @Nullable Object> T exclusivelySince(long since, Supplier<T> work) {
    return turn.within(patience.minusNanos(nanos() - since), work);
  }

  /** Who has waited since then or longer has waited long enough. */
  long waitedTooLong() {
    return nanos() - patience.toNanos();
  }

  /** How those wait who wait for it. */
  Turns turns() {
    return fault.turns();
  }

  /** What a test says of the lock that a store in memory has none of. */
  @Nullable String lockLost() {
    return fault.lockLost();
  }

  /** Refuses a caller that is inside a transaction. */
  void refuseNesting() {
    turn.refuseNesting();
  }

  /** How many wait to write. */
  int waiting() {
    return turn.waiting();
  }

  /**
   * Runs work in one transaction, on disk when this returns; only inside {@link #exclusively}.
   *
   * @throws StoreException when the store does not take it; whatever else the work throws comes out
   *     as it is; nothing is written then
   */
  <T extends @Nullable Object> T transact(Function<Tx, T> work) {
    return transact(work, this::commit);
  }

  /**
   * The same, but on disk with the next {@link #transact} at the latest, which brings there all
   * that was committed before itself. Until then a power cut may undo it.
   */
  <T extends @Nullable Object> T transactDerived(Function<Tx, T> work) {
    var syncing = access.syncing();
    return syncing == null
        ? transact(work)
        : transact(work, (connection, it) -> commitDerived(connection, it, syncing));
  }

  private <T extends @Nullable Object> T transact(
      Function<Tx, T> work, BiFunction<Session, Function<Tx, T>, T> commit) {
    var damaged = access.damage().refusal();
    if (damaged != null) {
      throw damaged; // it may have shown while we waited for our turn
    }
    return watched(() -> {
      var result = commit.apply(connection(), work);
      pulse.wrote();
      return result;
    });
  }

  /**
   * Runs work on the disk, of which all hear when it takes too long; only inside {@link
   * #exclusively}.
   */
  <T extends @Nullable Object> T watched(Supplier<T> work) {
    pulse.begins();
    try {
      return work.get();
    } finally {
      pulse.ends();
    }
  }

  private <T extends @Nullable Object> T commit(Session connection, Function<Tx, T> work) {
    try {
      connection.begin();
      var result = work.apply(new Tx(connection));
      commit(connection);
      return result;
    } catch (JdbiException e) {
      abandon(connection);
      throw failed(e);
    } catch (RuntimeException | Error e) {
      abandon(connection);
      throw e;
    }
  }

  private <T extends @Nullable Object> T commitDerived(
      Session connection, Function<Tx, T> work, Syncing syncing) {
    try {
      connection.handle().execute(syncing.later());
    } catch (JdbiException e) {
      giveUp(connection);
      throw failed(e);
    }
    try {
      return commit(connection, work);
    } finally {
      syncAgain(connection, syncing);
    }
  }

  private void syncAgain(Session connection, Syncing syncing) {
    try {
      connection.handle().execute(syncing.always());
    } catch (RuntimeException _) { // what might not be brought to disk is not used again
      giveUp(connection);
    }
  }

  /** Elapsed time, of any origin. */
  long nanos() {
    return meters.config().clock().monotonicTime();
  }

  /**
   * Reads, on one state of the store since nobody else writes meanwhile; only inside {@link
   * #exclusively}. In a transaction, for without one PostgreSQL brings all rows at once; it is over
   * when this returns.
   */
  <T extends @Nullable Object> T look(Function<Tx, T> work) {
    return watched(() -> look(connection(), work));
  }

  private <T extends @Nullable Object> T look(Session connection, Function<Tx, T> work) {
    try {
      connection.begin();
      return work.apply(new Tx(connection));
    } catch (JdbiException e) {
      access.damage().look(Reason.cause(e));
      throw new StoreException("cannot read the store: " + Reason.of(e), Reason.cause(e));
    } finally {
      abandon(connection);
    }
  }

  /**
   * Ends it: whoever comes later is refused. False where a write does not come to its end, whose
   * connection stays as it is.
   */
  boolean close() {
    closed = true;
    try {
      turn.within(
          patience.dividedBy(2),
          () -> { // the whole process has no longer to stop
            if (session != null) {
              access.release().accept(session);
              close(session);
            }
            return true;
          });
      return true;
    } catch (StoreException _) {
      return false;
    }
  }

  private void commit(Session connection) {
    var sample = Timer.start(meters);
    try {
      fault.beforeCommit();
      connection.commit();
      fault.afterCommit();
    } catch (RuntimeException e) {
      throw failed(e);
    } finally {
      sample.stop(commits);
    }
  }

  private Session connection() {
    if (closed) {
      throw new StoreException("the store is closed", null);
    }
    if (session != null) {
      return session;
    }
    try {
      var opened = open();
      session = opened;
      return opened;
    } catch (JdbiException | StoreException e) {
      throw failed(e);
    }
  }

  private Session open() {
    var opened = new Session(access.jdbi().open());
    try {
      access.claim().accept(opened);
      return opened;
    } catch (RuntimeException e) {
      close(opened);
      throw e;
    }
  }

  /** Ends a transaction without effect; a connection that cannot do that is not used again. */
  private void abandon(Session connection) {
    try {
      connection.rollback();
    } catch (RuntimeException _) { // a full disk ends SQLite's transaction before we do
      giveUp(connection);
    }
  }

  /** The next to come opens another one. */
  private void giveUp(Session connection) {
    session = null;
    close(connection);
  }

  private static void close(Session connection) {
    try {
      connection.handle().close();
    } catch (RuntimeException _) {
      // it is given up in any case
    }
  }

  private StoreException failed(RuntimeException e) {
    failures.increment();
    access.damage().look(Reason.cause(e));
    pulse.failed(Reason.of(e));
    return new StoreException("the store does not take writes: " + Reason.of(e), Reason.cause(e));
  }
}
