package io.github.e2breconciler.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that writes, and the fair lock under which it is used.
 *
 * <p>The lock is held across I/O on purpose: it is what makes transactions follow one another. The
 * only lock ever taken inside it is that of {@link EventLog}'s queue.
 */
final class Writer implements AutoCloseable {

  /** Longer than a write should take on a disk that is well; half of what a sender waits. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Jdbi jdbi;
  private final Consumer<Handle> claim;
  private final MeterRegistry meters;
  private final Fault fault;
  private final Timer commits;
  private final Counter failures;
  private final ReentrantLock turn = new ReentrantLock(true);

  private @Nullable Handle handle; // guarded by turn, and so is closed
  private boolean closed;
  private volatile Health health = Health.OK;
  private volatile @Nullable Long busySince; // by the meters' monotonic clock; null while idle

  /**
   * A writer without a connection yet.
   *
   * @param claim what makes a new connection the one that may write, or throws
   */
  Writer(Jdbi jdbi, Consumer<Handle> claim, MeterRegistry meters, Fault fault) {
    this.jdbi = jdbi;
    this.claim = claim;
    this.meters = meters;
    this.fault = fault;
    this.commits =
        Timer.builder("e2b_reconciler.store.commit")
            .description("Time to bring one transaction to disk; alert when it nears a second")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofSeconds(10))
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
    var stall = stall();
    return stall == null ? health : new Health(false, String.valueOf(stall.getMessage()));
  }

  /** Why nothing should wait for the transaction under way, which has taken too long, or null. */
  @Nullable StoreException stall() {
    var since = busySince;
    if (since == null) {
      return null;
    }
    var busy = Duration.ofNanos(nanos() - since);
    return busy.compareTo(PATIENCE) > 0
        ? new StoreException("a write has not come to its end for " + busy.toSeconds() + " s", null)
        : null;
  }

  /** Opens the connection, unless it is. */
  void connect() {
    exclusively(this::connection);
  }

  /** Runs work while nobody else writes. */
  <T extends @Nullable Object> T exclusively(Supplier<T> work) {
    refuseNesting();
    turn.lock();
    try {
      return work.get();
    } finally {
      turn.unlock();
    }
  }

  /** Refuses a caller that is inside a transaction: it would wait for itself, or commit half. */
  void refuseNesting() {
    if (turn.isHeldByCurrentThread()) {
      throw new IllegalStateException("a transaction inside a transaction");
    }
  }

  /**
   * Runs work in one transaction, on disk when this returns; only inside {@link #exclusively}.
   *
   * @throws StoreException when the store does not take it; whatever else the work throws comes out
   *     as it is; nothing is written then
   */
  <T extends @Nullable Object> T transact(Function<Tx, T> work) {
    var began = nanos();
    busySince = began;
    try {
      var result = commit(connection(), work);
      health = afterward(Duration.ofNanos(nanos() - began));
      return result;
    } finally {
      busySince = null;
    }
  }

  private static Health afterward(Duration took) {
    return took.compareTo(PATIENCE) > 0
        ? new Health(false, "the last write took " + took.toSeconds() + " s")
        : Health.OK;
  }

  private <T extends @Nullable Object> T commit(Handle connection, Function<Tx, T> work) {
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

  private long nanos() {
    return meters.config().clock().monotonicTime();
  }

  /** Reads in a transaction of its own; only inside {@link #exclusively}. */
  <T extends @Nullable Object> T look(Function<Tx, T> work) {
    var connection = connection();
    try {
      connection.begin();
      return work.apply(new Tx(connection));
    } catch (JdbiException e) {
      throw new StoreException("cannot read the store: " + reason(e), cause(e));
    } finally {
      abandon(connection);
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      closed = true;
      if (handle != null) {
        close(handle);
      }
    } finally {
      turn.unlock();
    }
  }

  private void commit(Handle connection) {
    var sample = Timer.start(meters);
    try {
      fault.beforeCommit();
      connection.commit();
    } catch (RuntimeException e) {
      throw failed(e);
    } finally {
      sample.stop(commits);
    }
  }

  private Handle connection() {
    if (closed) {
      throw new StoreException("the store is closed", null);
    }
    if (handle != null) {
      return handle;
    }
    try {
      var opened = open();
      handle = opened;
      return opened;
    } catch (JdbiException | StoreException e) {
      throw failed(e);
    }
  }

  private Handle open() {
    var opened = jdbi.open().setStatementBuilder(new KeptStatements());
    try {
      claim.accept(opened);
      return opened;
    } catch (RuntimeException e) {
      close(opened);
      throw e;
    }
  }

  /** Ends a transaction without effect; a connection that cannot do that is not used again. */
  private void abandon(Handle connection) {
    try {
      connection.rollback();
    } catch (RuntimeException _) { // a full disk ends SQLite's transaction before we do
      handle = null;
      close(connection);
    }
  }

  private static void close(Handle connection) {
    try {
      connection.close();
    } catch (RuntimeException _) {
      // it is given up in any case
    }
  }

  private StoreException failed(RuntimeException e) {
    failures.increment();
    health = new Health(false, reason(e));
    return new StoreException("the store does not take writes: " + reason(e), cause(e));
  }

  /** Says what the database said, without the statement and the row that Jdbi adds. */
  static String reason(RuntimeException e) {
    var cause = cause(e);
    var message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }

  static Throwable cause(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException) {
        return cause;
      }
    }
    return e;
  }
}
