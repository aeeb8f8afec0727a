package io.github.e2breconciler.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * A few connections that only read, beside the writer.
 *
 * <p>Few, because a query in SQLite holds on to the carrier of its virtual thread.
 */
final class Reader implements AutoCloseable {

  private static final int CONNECTIONS = 2;
  private static final long LEAST_MILLIS = 250; // the pool accepts no less

  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final Damage damage;

  /**
   * Opens nothing yet.
   *
   * @param damage hears of failures
   * @param patience how long to wait for a connection
   */
  Reader(Database database, Damage damage, Duration patience) {
    this.damage = damage;
    var config = new HikariConfig();
    config.setPoolName("store-readers");
    config.setJdbcUrl(database.url());
    config.setDataSourceProperties(database.reading());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setReadOnly(true);
    config.setConnectionTimeout(Math.max(patience.toMillis(), LEAST_MILLIS));
    if (!database.sqlite()) { // where each statement would see a state of its own
      config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    }
    config.setInitializationFailTimeout(-1); // a lack of connections shows where one is needed
    this.pool = new HikariDataSource(config);
    this.jdbi = Jdbi.create(pool);
  }

  /** Runs work on one state of the store, the newest committed. */
  <T extends @Nullable Object> T read(Function<Tx, T> work) {
    try {
      return jdbi.<T, RuntimeException>inTransaction(handle -> {
        try (var session = new Session(handle)) {
          return work.apply(new Tx(session));
        }
      });
    } catch (JdbiException e) {
      damage.look(Reason.cause(e));
      throw new StoreException("cannot read the store: " + Reason.of(e), Reason.cause(e));
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
