package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreTest {

  private static final StoreSettings MEMORY = new StoreSettings("jdbc:sqlite::memory:");

  @TempDir private Path folder;

  private final InstantSource clock = InstantSource.fixed(Fixtures.BIRTH);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();

  @Test
  void writesAllOfATransactionOrNothing() {
    try (var store = open()) {
      var failure = new IllegalArgumentException("changed my mind");

      assertThatThrownBy(() ->
              store.writeVoid(tx -> {
                tx.meta().put("half", "done");
                throw failure;
              }))
          .isSameAs(failure);

      assertThat(get(store, "half")).isNull();
      assertThat(store.health().ok()).isTrue();
    }
  }

  @Test
  void bringsEveryCommitToDisk() {
    try (var store = open()) {
      assertThat(pragma(store, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(store, "synchronous")).isEqualTo("2"); // FULL, see sqlite.org/pragma.html
    }
  }

  @Test
  void keepsEverythingAcrossReopening() {
    try (var store = open()) {
      store.writeVoid(tx -> tx.meta().put("key", "value"));
    }
    var later = InstantSource.fixed(Fixtures.BIRTH.plus(Duration.ofDays(1)));

    try (var store = Store.open(settings(), later, meters)) {
      assertThat(get(store, "key")).isEqualTo("value");
      assertThat(get(store, MetaTable.CREATED_AT)).isEqualTo("" + Fixtures.BIRTH.toEpochMilli());
    }
  }

  @Test
  void refusesASecondDaemonUntilTheFirstIsClosed() {
    var first = open();

    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(folder.resolve("store.db").toString())
        .hasMessageContaining("in use by another daemon")
        .hasMessageContaining("stop that one first");

    first.close();
    open().close();
  }

  @Test
  void knowsAStoreByAnyPathToIt() throws Exception {
    var link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(real()));
    var settings = new StoreSettings("jdbc:sqlite:" + link.resolve("store.db"));
    var same = new StoreSettings("jdbc:sqlite:" + real().resolve("store.db"));

    try (var _ = Store.open(settings, clock, meters)) {
      assertThatThrownBy(() -> Store.open(same, clock, meters)).hasMessageContaining("in use");
    }
  }

  @Test
  void opensStoresInMemorySideBySide() {
    try (var one = Store.open(MEMORY, clock, meters);
        var other = Store.open(MEMORY, clock, meters)) {
      one.writeVoid(tx -> tx.meta().put("key", "value"));

      assertThat(get(other, "key")).isNull();
    }
  }

  @Test
  void keepsStoreInMemoryThatHasANameWhileAnybodyIsConnected() throws Exception {
    var url = "jdbc:sqlite:file:" + folder.getFileName() + "?mode=memory&cache=shared";
    try (var _ = DriverManager.getConnection(url)) {
      var first = Store.open(new StoreSettings(url), clock, meters);
      first.writeVoid(tx -> tx.meta().put("key", "value"));
      first.close();

      try (var again = Store.open(new StoreSettings(url), clock, meters)) {
        assertThat(get(again, "key")).isEqualTo("value");
      }
    }
  }

  @Test
  void hasTheSameTablesInMemoryAsInAFile() {
    try (var memory = Store.open(MEMORY, clock, meters);
        var file = open()) {
      assertThat(tables(memory)).isNotEmpty().isEqualTo(tables(file));
    }
  }

  @Test
  void refusesAStoreOfANewerVersion() {
    try (var store = open()) {
      store.writeVoid(tx ->
          tx.session()
              .handle()
              .execute(
                  """
                  insert into flyway_schema_history
                  select 999, '999', 'later', type, 'V999__later.sql', 7, installed_by,
                    installed_on, 1, 1
                  from flyway_schema_history where version = '1'
                  """));
    }

    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer version")
        .hasMessageContaining("999");
    assertThatThrownBy(() -> Store.openReadOnly(settings(), clock))
        .hasMessageContaining("newer version");
  }

  @Test
  void refusesAUrlItDoesNotKnowWithoutRepeatingIt() {
    var settings = new StoreSettings("jdbc:mysql://user:hunter2@db/e2b");

    assertThatThrownBy(() -> Store.open(settings, clock, meters))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("store.url")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void waitsForTheDiskWithWhatCannotBeMadeAgain() {
    try (var store = open()) {
      assertThat(store.<Integer>write(StoreTest::synchronous)).isEqualTo(2); // full
      assertThat(store.<Integer>writeDerived(StoreTest::synchronous)).isEqualTo(1); // normal
      assertThat(store.<Integer>write(StoreTest::synchronous)).isEqualTo(2);
      assertThatThrownBy(() ->
              store.writeDerived(_ -> {
                throw new IllegalStateException("stop");
              }))
          .hasMessage("stop");
      assertThat(store.<Integer>write(StoreTest::synchronous)).isEqualTo(2);
    }
  }

  @Test
  void keepsWhatIsDerivedAfterReopening() {
    try (var store = open()) {
      store.writeDerived(tx -> {
        tx.meta().put("key", "derived");
        return true;
      });
    }
    try (var store = open()) {
      assertThat(store.<@Nullable String>read(tx -> tx.meta().get("key"))).isEqualTo("derived");
    }
  }

  private static int synchronous(Tx tx) {
    return tx.session().handle().createQuery("pragma synchronous").mapTo(Integer.class).one();
  }

  @Test
  void readsBesideARunningDaemon() {
    assertThatThrownBy(() -> Store.openReadOnly(settings(), clock))
        .hasMessageContaining("no store");

    try (var daemon = open()) {
      daemon.writeVoid(tx -> tx.meta().put("key", "value"));

      try (var doctor = Store.openReadOnly(settings(), clock)) {
        assertThat(get(doctor, "key")).isEqualTo("value");
        assertThatThrownBy(() -> doctor.writeVoid(tx -> tx.meta().put("key", "other")))
            .isInstanceOf(StoreException.class);
        assertThat(doctor.check().ok()).isFalse();
      }

      assertThat(daemon.check()).isEqualTo(Health.OK);
    }
  }

  @Test
  void refusesToNestTransactions() {
    try (var store = open()) {
      assertThatThrownBy(() -> store.write(_ -> store.write(_ -> 1)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> store.write(_ -> store.read(_ -> 1)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(
              () -> store.write(_ -> store.events().append(Fixtures.event("e1", "i1", 1))))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void isUnwellFromAFailedCommitUntilTheNextGoodOne() {
    try (var store = open()) {
      fault.set(new IllegalStateException("disk full"));

      assertThatThrownBy(() -> store.writeVoid(tx -> tx.meta().put("key", "value")))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("disk full");

      assertThat(store.health()).isEqualTo(new Health(false, "disk full"));
      assertThat(store.check().ok()).isFalse();
      assertThat(store.check().trouble()).contains("disk full");
      assertThat(meters.counter("e2b_reconciler.store.failures").count()).isEqualTo(3);
      assertThat(get(store, "key")).isNull();

      fault.set(null);

      assertThat(store.check()).isEqualTo(Health.OK);
      assertThat(store.health()).isEqualTo(Health.OK);
    }
  }

  @Test
  void survivesADiskThatFillsUp() {
    try (var store = open()) {
      store.writeVoid(tx -> tx.meta().put("key", "value"));
      store.writeVoid(tx -> limitPages(tx, 1));

      assertThatThrownBy(() -> store.writeVoid(tx -> tx.meta().put("big", "x".repeat(1 << 20))))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("full");
      assertThat(store.health().ok()).isFalse();
      assertThat(get(store, "key")).isEqualTo("value");

      store.writeVoid(tx -> limitPages(tx, 1 << 20));
      store.writeVoid(tx -> tx.meta().put("big", "x".repeat(1 << 20)));

      assertThat(store.health()).isEqualTo(Health.OK);
    }
  }

  @Test
  void refusesWorkOnceClosed() {
    var store = open();
    store.close();

    assertThatThrownBy(() -> store.writeVoid(tx -> tx.meta().put("key", "value")))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> get(store, "key")).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.events().append(Fixtures.event("e1", "i1", 1)))
        .isInstanceOf(StoreException.class);
  }

  private Store open() {
    return Store.open(
        settings(),
        clock,
        meters,
        () -> {
          var failure = fault.get();
          if (failure != null) {
            throw failure;
          }
        });
  }

  private StoreSettings settings() {
    return new StoreSettings("jdbc:sqlite:" + folder.resolve("store.db"));
  }

  private Path real() {
    return folder.resolve("real");
  }

  private static @Nullable String get(Store store, String key) {
    return store.<@Nullable String>read(tx -> tx.meta().get(key));
  }

  private static String pragma(Store store, String name) {
    return store.write(
        tx -> tx.session().handle().createQuery("pragma " + name).mapTo(String.class).one());
  }

  private static void limitPages(Tx tx, int pages) {
    tx.session()
        .handle()
        .createQuery("pragma max_page_count = " + pages)
        .mapTo(Integer.class)
        .one();
  }

  private static List<String> tables(Store store) {
    return store.read(tx ->
        tx.session()
            .handle()
            .createQuery(
                """
                select sql from sqlite_master
                where tbl_name not like 'flyway%' and sql is not null order by name
                """)
            .mapTo(String.class)
            .list());
  }

  /** A killed process leaves the driver's library each time. */
  @Test
  void deletesLibrariesOfKilledProcesses() throws IOException {
    var left = Files.createFile(folder.resolve("sqlite-3.1-a0-libsqlitejdbc.so"));
    var lock = Files.createFile(folder.resolve("sqlite-3.1-a0-libsqlitejdbc.so.lck"));
    var other = Files.createFile(folder.resolve("sqlite-backup.db"));
    var settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("swept.db"));
    try (var swept = Store.open(settings, InstantSource.system(), new SimpleMeterRegistry())) {
      assertThat(swept.health().ok()).isTrue();
    }

    assertThat(left).doesNotExist();
    assertThat(lock).doesNotExist();
    assertThat(other).exists();
  }
}
