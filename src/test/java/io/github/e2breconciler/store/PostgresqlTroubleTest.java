package io.github.e2breconciler.store;

import static io.github.e2breconciler.store.Fixtures.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.e2breconciler.store.EventLog.Appended;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.util.Throwables;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that refuses, that ends sessions, and that does not hear that we are gone. */
@Timeout(120)
final class PostgresqlTroubleTest {

  private static final InstantSource CLOCK = InstantSource.fixed(Fixtures.BIRTH);
  private static final String SECRET = "hunter2";
  private static final String IN_DATABASE =
      "do $$ begin execute format('alter database %%I %s', current_database()); end $$";

  @TempDir private Path folder;

  @Test
  void tellsNobodyWhatIsInAnEventThatWasRefused() {
    try (var store = open(url())) {
      elsewhere("alter table event add constraint no_e9 check (id <> 'e9')");
      var body = "{\"sandbox_metadata\":{\"password\":\"" + SECRET + "\"}}";
      var refused = new EventRow("a", "e9", "type", "i1", 1, 1, "webhook", body);

      var failure = catchThrowable(() -> store.events().append(refused));

      assertThat(failure).isInstanceOf(StoreException.class).hasMessageContaining("no_e9");
      assertThat(Throwables.getStackTrace(failure)).doesNotContain(SECRET);
      assertThat(store.health().trouble()).contains("no_e9").doesNotContain(SECRET);
    }
  }

  @Test
  void endsItsOwnSessionThatItLostTheWayTo() {
    var direct = URI.create(url().substring("jdbc:".length()));
    try (var way = new LossyProxy(direct.getPort());
        var store =
            open(url().replace(":" + direct.getPort(), ":" + way.port()) + "&socketTimeout=1")) {
      store.events().append(event("e1", "i1", 1));
      way.forget();

      assertThatThrownBy(() -> store.events().append(event("e2", "i1", 2)))
          .isInstanceOf(StoreException.class);

      assertThat(store.events().append(event("e2", "i1", 2))).isEqualTo(new Appended(2, false));
      assertThatThrownBy(() -> open(url())).hasMessageContaining("in use by another daemon");
    }
  }

  @Test
  void isMissedSoonByTheServer() {
    try (var store = open(url())) {
      var limits =
          store.<String>write(tx ->
              tx.session()
                  .handle()
                  .createQuery(
                      """
                      select concat_ws(' ', current_setting('tcp_keepalives_idle'),
                        current_setting('tcp_keepalives_interval'),
                        current_setting('tcp_keepalives_count'),
                        current_setting('tcp_user_timeout'))
                      """)
                  .mapTo(String.class)
                  .one());

      assertThat(limits).isEqualTo("10 5 3 25000");
    }
  }

  @Test
  void goesOnAfterADerivedWriteFoundItsSessionLost() {
    try (var store = open(url())) {
      endSessions();

      assertThatThrownBy(() -> store.writeDerived(PostgresqlTroubleTest::put))
          .isInstanceOf(StoreException.class);

      assertThat(store.writeDerived(PostgresqlTroubleTest::put)).isTrue();
      assertThat(store.health()).isEqualTo(Health.OK);
    }
  }

  @Test
  void looksOnAfterALookFoundItsSessionLost() {
    open(url()).close();
    var writer = writer();
    writer.connect();
    endSessions();

    assertThatThrownBy(() -> look(writer)).isInstanceOf(StoreException.class);

    assertThat(look(writer)).isZero();
    writer.close();
  }

  /** As after a fail-over that left the session with what is a standby now. */
  @Test
  void opensAnotherSessionWhereOneTakesNoWrites() {
    try (var store = open(url())) {
      elsewhere(IN_DATABASE.formatted("set default_transaction_read_only = on"));
      endSessions();
      assertThat(store.check().trouble()).contains("terminating connection");
      assertThat(store.check().trouble()).contains("read-only transaction");

      Jdbi.create(url() + "&options=-c%20default_transaction_read_only=off")
          .useHandle(
              it -> it.execute(IN_DATABASE.formatted("reset default_transaction_read_only")));

      assertThat(store.check()).isEqualTo(Health.OK);
    }
  }

  @Test
  @Timeout(15)
  void letsNobodyWaitLongForADatabaseThatAnswersNobody() {
    var direct = URI.create(url().substring("jdbc:".length()));
    var way = new LossyProxy(direct.getPort());
    var settings = new StoreSettings(url().replace(":" + direct.getPort(), ":" + way.port()));
    var patience = Duration.ofMillis(500);
    try (var store = Store.open(settings, CLOCK, new SimpleMeterRegistry(), Fault.NONE, patience)) {
      way.close();
      endSessions();

      assertThatThrownBy(() -> store.read(tx -> tx.events().lastSeq()))
          .isInstanceOf(StoreException.class);
    }
  }

  @Test
  void looksAtFewRowsAtATime() {
    try (var store = open(url())) {
      store
          .events()
          .appendAll(
              IntStream.range(0, 3 * Session.AT_ONCE)
                  .mapToObj(i -> event("e" + i, "i1", i))
                  .toList());
    }
    var writer = writer();
    var read = new AtomicInteger();

    assertThatThrownBy(() ->
            writer.exclusively(() ->
                writer.look(tx -> {
                  tx.events().placesAfter(0, _ -> countAndEndSessions(read));
                  return true;
                })))
        .isInstanceOf(StoreException.class);

    assertThat(read).hasValue(Session.AT_ONCE);
    writer.close();
  }

  /** Whatever was not brought yet at the first row never comes. */
  private void countAndEndSessions(AtomicInteger read) {
    if (read.incrementAndGet() == 1) {
      endSessions();
    }
  }

  private static boolean put(Tx tx) {
    tx.meta().put("key", "value");
    return true;
  }

  private static long look(Writer writer) {
    return writer.exclusively(() -> writer.look(tx -> tx.events().lastSeq()));
  }

  private Writer writer() {
    var database = Database.of(new StoreSettings(url()));
    var access =
        new Access(database.connect(), database.syncing(), _ -> {}, _ -> {}, new Damage(database));
    return new Writer(access, new SimpleMeterRegistry(), Fault.NONE, Writer.PATIENCE);
  }

  private void endSessions() {
    elsewhere(
        """
        select pg_terminate_backend(pid, 10000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
        """);
  }

  private void elsewhere(String sql) {
    Jdbi.create(url()).useHandle(it -> it.execute(sql));
  }

  private String url() {
    return Postgresql.databaseOf(folder);
  }

  private static Store open(String url) {
    return Store.open(new StoreSettings(url), CLOCK, new SimpleMeterRegistry());
  }
}
