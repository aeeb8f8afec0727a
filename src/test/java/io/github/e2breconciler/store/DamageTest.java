package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatList;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.e2breconciler.testing.StoredLeases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A file that a disk or a hand has spoilt. */
final class DamageTest {

  private static final String ASIDE = "store.db.damaged-20260101T000000Z";
  private static final int PAGE = 4096;

  @TempDir private Path folder;

  private final InstantSource clock = InstantSource.fixed(Fixtures.BIRTH);
  private SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private @Nullable RuntimeException fault;

  @Test
  void setsAFileAsideThatIsNoDatabaseAndRemembersUntilAHumanAgrees() throws Exception {
    Files.writeString(file(), "this is not a database".repeat(100));

    try (var store = open()) {
      assertThat(store.lost())
          .extracting(Loss::sentence)
          .asString()
          .contains(ASIDE, Fixtures.BIRTH.toString(), "not a database");
      assertThat(lost()).isEqualTo(1);
      assertThat(store.check()).isEqualTo(Health.OK);
    }
    assertThat(folder.resolve(ASIDE)).content().startsWith("this is not");

    try (var store = open()) {
      assertThat(store.lost()).isNotNull();

      store.agreeToLoss("looked at it");

      assertThat(store.lost()).isNull();
      assertThatList(store.read(tx -> tx.audit().ofSandbox("", "", 9)))
          .extracting(AuditRow::what, AuditRow::detail)
          .containsExactly(tuple("loss-agreed", "looked at it"));
    }
    try (var store = open()) {
      assertThat(store.lost()).isNull();
    }
  }

  @Test
  void setsEverythingAsideThatBelongsToAFileWithSpoiltPages() throws Exception {
    fill();
    spoil(2 * PAGE);
    Files.writeString(folder.resolve("store.db-wal"), "");

    try (var store = open()) {
      assertThat(store.lost()).isNotNull();
      assertThatList(store.read(StoredLeases::all)).isEmpty();
    }
    assertThat(names()).contains(ASIDE).doesNotContain("store.db.damaged");
    assertThat(Files.size(folder.resolve(ASIDE))).isGreaterThan(10L * PAGE);
  }

  @Test
  void leavesAFileAloneThatIsWell() throws Exception {
    fill();

    try (var store = open()) {
      assertThat(store.lost()).isNull();
      assertThat(lost()).isZero();
      assertThatList(store.read(StoredLeases::all)).hasSize(100);
    }
    assertThat(names()).noneMatch(name -> name.contains("damaged"));
  }

  @Test
  void beginsAnewWhereAStartEndedBeforeTheNewStoreKnewOfTheLoss() throws Exception {
    fill();
    Files.writeString(folder.resolve("store.db.damaged"), "malformed");
    Files.delete(file()); // it was set aside, and there the process ended

    try (var store = open()) {
      assertThat(store.lost()).isEqualTo(new Loss(Fixtures.BIRTH, ASIDE, "malformed"));
    }
    assertThat(folder.resolve("store.db.damaged")).doesNotExist();
  }

  @Test
  void writesNothingMoreOnceDamageShowsAndSetsItAsideAtTheNextStart() throws Exception {
    fill();
    try (var store = open()) {
      fault =
          new IllegalStateException(
              new SQLiteException("malformed", SQLiteErrorCode.SQLITE_CORRUPT_INDEX));
      assertThatThrownBy(() -> store.writeVoid(tx -> tx.meta().put("key", "value")))
          .isInstanceOf(StoreException.class);
      fault = null;

      assertThatThrownBy(() -> store.writeVoid(tx -> tx.meta().put("key", "value")))
          .hasMessageContaining("damaged")
          .hasMessageContaining("restart");
      assertThatThrownBy(() -> store.events().append(Fixtures.event("one", "i1", 1)))
          .hasMessageContaining("damaged");
      assertThat(store.health().ok()).isFalse();
      assertThat(store.lost()).isNull(); // all that it knew it still knows
    }

    try (var store = open()) {
      assertThat(store.lost()).isNotNull();
    }
  }

  @Test
  void noticesDamageWhenItReads() throws Exception {
    fill();
    try (var store = open()) {
      spoil(PAGE);

      assertThatThrownBy(() -> store.read(StoredLeases::all)).isInstanceOf(StoreException.class);

      assertThat(store.health().trouble()).contains("damaged");
    }
  }

  /** A backup, say, of which the rest is still on its way when the doctor looks. */
  @Test
  void leavesNoMarkBesideAFileThatIsOnlyLookedAt() throws Exception {
    fill();
    var whole = Files.readAllBytes(file());
    spoil(whole.length - 4 * PAGE);

    try (var store = Store.openReadOnly(new StoreSettings("jdbc:sqlite:" + file()), clock)) {
      assertThatThrownBy(() -> store.read(StoredLeases::all))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.tellsOfDamage()).isTrue());
    }

    assertThat(names()).doesNotContain("store.db.damaged");
    Files.write(file(), whole);
    try (var store = open()) {
      assertThat(store.lost()).isNull();
      assertThatList(store.read(StoredLeases::all)).hasSize(100);
    }
  }

  @Test
  void takesOnlyTheWordOfSqliteForDamage() {
    assertThat(Damage.tells(new SQLiteException("full", SQLiteErrorCode.SQLITE_FULL))).isFalse();
    assertThat(Damage.tells(new SQLiteException("busy", SQLiteErrorCode.SQLITE_BUSY))).isFalse();
    assertThat(Damage.tells(new SQLiteException("disk", SQLiteErrorCode.SQLITE_IOERR_READ)))
        .isFalse();
    assertThat(Damage.tells(new IOException("malformed"))).isFalse();
    assertThat(Damage.tells(new SQLiteException("none", SQLiteErrorCode.SQLITE_NOTADB))).isTrue();
  }

  private void fill() {
    try (var store = open()) {
      store.writeVoid(tx -> {
        for (var i = 0; i < 100; i++) {
          tx.leases().upsert(new LeaseRow("sandbox", "a", "i" + i, "x".repeat(500), 1, 1, 2));
        }
      });
    }
  }

  /** Writes over everything from {@code from} on. */
  private void spoil(int from) throws IOException {
    try (var file = new RandomAccessFile(file().toFile(), "rw")) {
      var garbage = new byte[Math.toIntExact(file.length() - from)];
      Arrays.fill(garbage, (byte) 0xA5);
      file.seek(from);
      file.write(garbage);
    }
  }

  private Store open() {
    meters = new SimpleMeterRegistry();
    return Store.open(
        new StoreSettings("jdbc:sqlite:" + file()),
        clock,
        meters,
        () -> {
          if (fault != null) {
            throw fault;
          }
        });
  }

  private Path file() {
    return folder.resolve("store.db");
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private double lost() {
    return meters.get("e2b_reconciler.store.lost").gauge().value();
  }
}
