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

/** Runs what writes, one at a time, and says how that goes. */
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
  private final WriterConnection connection; // guarded by turn
  private volatile boolean closed;

  /**
   * A writer without a connection yet.
   *
   * @param patience as {@link #PATIENCE}
   */
  Writer(Access access, MeterRegistry meters, Fault fault, Duration patience) {
    this.access = access;
    this.connection = new WriterConnection(access);
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

  /** Refuses a caller who would wait in vain. */
  void refuseWhileStalled() {
    var refusal = refusal();
    if (refusal != null) {
      throw refusal;
    }
  }

  /** Opens the connection, unless it is. */
  void connect() {
    exclusively(this::session);
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
    return transact(work, this::run);
  }

  /**
   * The same, but on disk with the next {@link #transact} at the latest, which brings there all
   * that was committed before itself. Until then a power cut may undo it.
   */
  <T extends @Nullable Object> T transactDerived(Function<Tx, T> work) {
    var syncing = access.syncing();
    return syncing == null
        ? transact(work)
        : transact(work, (session, it) -> runDerived(session, it, syncing));
  }

  private <T extends @Nullable Object> T transact(
      Function<Tx, T> work, BiFunction<Session, Function<Tx, T>, T> run) {
    var damaged = access.damage().refusal();
    if (damaged != null) {
      throw damaged; // it may have shown while we waited for our turn
    }
    return watched(() -> {
      var result = run.apply(session(), work);
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

  private <T extends @Nullable Object> T run(Session session, Function<Tx, T> work) {
    try {
      session.begin();
      var result = work.apply(new Tx(session));
      commit(session);
      return result;
    } catch (JdbiException e) {
      connection.abandon(session);
      if (Reason.readOnly(e)) { // of a standby, after a fail-over; the next may be another's
        connection.giveUp(session);
      }
      throw failed(e);
    } catch (RuntimeException | Error e) {
      connection.abandon(session);
      throw e;
    }
  }

  private <T extends @Nullable Object> T runDerived(
      Session session, Function<Tx, T> work, Syncing syncing) {
    try {
      session.handle().execute(syncing.later());
    } catch (JdbiException e) {
      connection.giveUp(session);
      throw failed(e);
    }
    try {
      return run(session, work);
    } finally {
      syncAgain(session, syncing);
    }
  }

  private void syncAgain(Session session, Syncing syncing) {
    try {
      session.handle().execute(syncing.always());
    } catch (RuntimeException _) { // what might not be brought to disk is not used again
      connection.giveUp(session);
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
    return watched(() -> look(session(), work));
  }

  private <T extends @Nullable Object> T look(Session session, Function<Tx, T> work) {
    try {
      session.begin();
      return work.apply(new Tx(session));
    } catch (JdbiException e) {
      access.damage().look(Reason.cause(e));
      throw new StoreException("cannot read the store: " + Reason.of(e), Reason.cause(e));
    } finally {
      connection.abandon(session);
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
            connection.close();
            return true;
          });
      return true;
    } catch (StoreException _) {
      return false;
    }
  }

  private void commit(Session session) {
    var sample = Timer.start(meters);
    try {
      fault.beforeCommit();
      session.commit();
      fault.afterCommit();
    } catch (RuntimeException e) {
      throw failed(e);
    } finally {
      sample.stop(commits);
    }
  }

  private Session session() {
    if (closed) {
      throw new StoreException("the store is closed", null);
    }
    try {
      return connection.session();
    } catch (JdbiException | StoreException e) {
      throw failed(e);
    }
  }

  private StoreException failed(RuntimeException e) {
    failures.increment();
    access.damage().look(Reason.cause(e));
    pulse.failed(Reason.of(e));
    return new StoreException("the store does not take writes: " + Reason.of(e), Reason.cause(e));
  }
}
