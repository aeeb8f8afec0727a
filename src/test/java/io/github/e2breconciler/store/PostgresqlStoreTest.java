package io.github.e2breconciler.store;

import static io.github.e2breconciler.store.Fixtures.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.store.EventLog.Appended;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is different about a store in PostgreSQL: its sessions come and go. */
@Timeout(120)
final class PostgresqlStoreTest {

  private static final InstantSource CLOCK = InstantSource.fixed(Fixtures.BIRTH);

  @TempDir private Path folder;

  @Test
  void knowsItsEventsAfterReopening() {
    try (var store = open()) {
      store.events().append(event("e1", "i1", 1));
    }

    try (var store = open()) {
      assertThat(store.events().append(event("e1", "i1", 2))).isEqualTo(new Appended(1, true));
      assertThat(store.events().append(event("e2", "i1", 3))).isEqualTo(new Appended(2, false));
    }
  }

  @Test
  void refusesASecondDaemonUntilTheFirstIsClosed() {
    var first = open();

    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("in use by another daemon")
        .hasMessageContaining("stop that one first");
    assertThat(first.check()).isEqualTo(Health.OK);

    first.close();
    open().close();
  }

  @Test
  void readsBesideARunningDaemon() {
    assertThatThrownBy(() -> Store.openReadOnly(TestDatabase.POSTGRESQL.settings(folder), CLOCK))
        .hasMessage("there is no store in PostgreSQL yet");

    try (var daemon = open()) {
      daemon.writeVoid(tx -> tx.meta().put("key", "value"));

      try (var doctor = Store.openReadOnly(TestDatabase.POSTGRESQL.settings(folder), CLOCK)) {
        assertThat(get(doctor, "key")).isEqualTo("value");
        assertThatThrownBy(() -> doctor.writeVoid(tx -> tx.meta().put("key", "another")))
            .isInstanceOf(StoreException.class);
      }
      assertThat(get(daemon, "key")).isEqualTo("value");
    }
  }

  @Test
  void goesOnWithANewSessionWhenItsOwnIsLost() {
    try (var store = open()) {
      store.events().append(event("e1", "i1", 1));
      endSessions();

      assertThatThrownBy(() -> store.events().append(event("e2", "i1", 2)))
          .isInstanceOf(StoreException.class);
      assertThat(store.health().ok()).isFalse();

      assertThat(store.events().append(event("e2", "i1", 2))).isEqualTo(new Appended(2, false));
      assertThat(store.health()).isEqualTo(Health.OK);
      assertThatThrownBy(this::open).hasMessageContaining("in use by another daemon");
    }
  }

  @Test
  void doesNotWriteAfterAnotherDaemonTookItOver() {
    try (var first = open()) {
      endSessions();
      try (var second = open()) {
        second.writeVoid(tx -> tx.meta().put("key", "second"));

        assertThat(first.check().ok()).isFalse();
        assertThat(first.check().trouble()).contains("in use by another daemon");
      }

      assertThat(first.check().trouble()).contains("took the store over").contains("restart");
      assertThatThrownBy(() -> first.writeVoid(tx -> tx.meta().put("key", "first")))
          .isInstanceOf(StoreException.class);
      assertThat(elsewhere("key")).isEqualTo("second");
    }
  }

  /** A server ends a session some time after its client has left. */
  @Test
  void isFreeForTheNextOnceItIsClosed() {
    for (var i = 0; i < 30; i++) {
      try (var store = open()) {
        assertThat(store.check().ok()).isTrue();
      }
    }
  }

  @Test
  void bringsCommitsToDiskWhateverTheDatabaseSays() {
    try (var store = open()) {
      store.writeVoid(tx ->
          tx.session()
              .handle()
              .execute(
                  "do $$ begin execute format('alter database %I set synchronous_commit = off',"
                      + " current_database()); end $$"));
    }

    try (var store = open()) {
      assertThat(store.<String>write(PostgresqlStoreTest::synchronous)).isEqualTo("on");
      assertThat(store.<String>writeDerived(PostgresqlStoreTest::synchronous)).isEqualTo("off");
      assertThat(store.<String>write(PostgresqlStoreTest::synchronous)).isEqualTo("on");
    }
  }

  @Test
  void storesTextThatPostgresqlCannotHold() {
    try (var store = open()) {
      var odd =
          new EventRow("a", "e\0", "type\0", "i1", 1, 1, "webhook", "{\"metadata\":\"\uD800\"}");

      assertThat(store.events().append(odd)).isEqualTo(new Appended(1, false));
      assertThat(store.events().append(odd)).isEqualTo(new Appended(1, true));
    }
  }

  @Test
  void readsOneStateOfTheStore() {
    try (var store = open()) {
      store.writeVoid(tx -> tx.meta().put("key", "before"));

      store.readVoid(tx -> {
        assertThat(tx.meta().get("key")).isEqualTo("before");
        writeElsewhere();
        assertThat(tx.meta().get("key")).isEqualTo("before");
      });

      assertThat(get(store, "key")).isEqualTo("after");
    }
  }

  @Test
  void readsMoreEventsThanItBringsAtOnce() {
    try (var store = open()) {
      store
          .events()
          .appendAll(
              IntStream.range(0, Session.AT_ONCE + 1)
                  .mapToObj(i -> event("e" + i, "i1", i))
                  .toList());
      var read = new ArrayList<StoredEvent>();

      store.readVoid(tx -> tx.events().after(0, read::add));

      assertThat(read).hasSize(Session.AT_ONCE + 1);
    }
  }

  private static String synchronous(Tx tx) {
    return tx.session().handle().createQuery("show synchronous_commit").mapTo(String.class).one();
  }

  private void writeElsewhere() {
    Jdbi.create(url())
        .useHandle(it -> it.execute("update meta set value = 'after' where key = 'key'"));
  }

  /** Not by a store's own sessions: one that was ended may serve one read more, which fails. */
  private String elsewhere(String key) {
    return Jdbi.create(url())
        .withHandle(it ->
            it.createQuery("select value from meta where key = :key")
                .bind("key", key)
                .mapTo(String.class)
                .one());
  }

  /** What a restart of the server, or the loss of the network, does. */
  private void endSessions() {
    Jdbi.create(url())
        .useHandle(it ->
            it.execute(
                """
                select pg_terminate_backend(pid, 10000) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()
                """));
  }

  private String url() {
    return TestDatabase.POSTGRESQL.settings(folder).url();
  }

  private Store open() {
    return Store.open(TestDatabase.POSTGRESQL.settings(folder), CLOCK, new SimpleMeterRegistry());
  }

  private static @Nullable String get(Store store, String key) {
    return store.<@Nullable String>read(tx -> tx.meta().get(key));
  }
}
