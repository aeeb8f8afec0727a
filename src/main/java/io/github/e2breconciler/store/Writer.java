package io.github.e2breconciler.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
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

  private final Jdbi jdbi;
  private final MeterRegistry meters;
  private final Fault fault;
  private final Timer commits;
  private final Counter failures;
  private final ReentrantLock turn = new ReentrantLock(true);

  private @Nullable Handle handle; // guarded by turn, and so is closed
  private boolean closed;
  private volatile Health health = Health.OK;

  Writer(Jdbi jdbi, MeterRegistry meters, Fault fault) {
    this.jdbi = jdbi;
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
  }

  Health health() {
    return health;
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
    var connection = connection();
    try {
      connection.begin();
      var result = work.apply(new Tx(connection));
      commit(connection);
      health = Health.OK;
      return result;
    } catch (JdbiException e) {
      abandon(connection);
      throw failed(e);
    } catch (RuntimeException | Error e) {
      abandon(connection);
      throw e;
    }
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
      var opened = jdbi.open();
      handle = opened;
      return opened;
    } catch (JdbiException e) {
      throw failed(e);
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
