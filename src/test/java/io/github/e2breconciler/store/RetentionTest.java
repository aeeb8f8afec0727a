package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatList;

import io.github.e2breconciler.testing.StoredLeases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionTest {

  @Test
  void forgetsEachKindOfRowAfterItsOwnTime() {
    var now = Instant.parse("2028-01-01T00:00:00Z");
    var memory = new StoreSettings("jdbc:sqlite::memory:");
    try (var store = Store.open(memory, () -> now, new SimpleMeterRegistry())) {
      for (var days : List.of(7, 9, 29, 31, 39, 41, 399, 401)) {
        fill(store, days, now.minus(Duration.ofDays(days)).toEpochMilli());
      }

      store.prune(now);

      // The newest event by place stays in any case; it is the one 401 days old.
      assertThat(store.events().known("a", List.of("7", "9", "401"))).containsOnly("7", "401");
      assertThatList(store.read(tx -> tx.passes().recent(9, null)))
          .extracting(PassRow::id)
          .containsExactly("7", "9", "29");
      assertThatList(store.read(tx -> tx.drifts().recent(99, null)))
          .filteredOn(row -> row.repairedAt() != null)
          .extracting(DriftRow::id)
          .containsExactly("7", "9", "29");
      assertThatList(store.read(StoredLeases::all))
          .extracting(LeaseRow::subject)
          .containsExactlyInAnyOrder("7", "9", "29", "31", "39");
      assertThatList(store.read(tx -> tx.audit().ofSandbox("a", "i1", 9))).hasSize(7);
      assertThatList(store.read(tx -> tx.snoozes().all()))
          .extracting(SnoozeRow::sandbox)
          .containsExactly("29", "31", "39", "7", "9");
      assertThatList(store.read(tx -> tx.drifts().open()))
          .extracting(DriftRow::id)
          .containsExactlyInAnyOrder(
              "open7", "open9", "open29", "open31", "open39", "open41", "open399");
    }
  }

  @Test
  void forgetsALittleAtATimeSoThatWritersGetBetween() {
    var now = Instant.parse("2028-01-01T00:00:00Z");
    var commits = new CommitGate();
    var memory = new StoreSettings("jdbc:sqlite::memory:");
    try (var store = Store.open(memory, () -> now, new SimpleMeterRegistry(), commits)) {
      var ofNothing = commitsOf(commits, () -> store.prune(now));
      fillLongAgo(store, 2 * Retention.BATCH + 100);

      var ofMany = commitsOf(commits, () -> store.prune(now));

      assertThat(ofMany).isEqualTo(ofNothing + 2 * 2); // two kinds of rows, each in three steps
      assertThatList(store.read(StoredLeases::all)).isEmpty();
      assertThat(store.events().known("a", List.of("0", "1", "1098"))).isEmpty();
    }
  }

  private static void fillLongAgo(Store store, int many) {
    var ids = IntStream.range(0, many).mapToObj(Integer::toString).toList();
    store.events().appendAll(ids.stream().map(id -> Fixtures.event(id, "i1", 1)).toList());
    store.writeVoid(
        tx -> ids.forEach(id -> tx.leases().upsert(new LeaseRow("sandbox", "a", id, "", 1, 1, 2))));
  }

  private static int commitsOf(CommitGate commits, Runnable work) {
    var before = commits.count();
    work.run();
    return commits.count() - before;
  }

  @Test
  void letsTheFileGrowNoFurtherOnceItHoldsWhatIsKept(@TempDir Path folder) throws Exception {
    var file = folder.resolve("store.db");
    var now = new AtomicReference<>(Instant.parse("2028-01-01T00:00:00Z"));
    var settings = new StoreSettings("jdbc:sqlite:" + file);
    try (var store = Store.open(settings, now::get, new SimpleMeterRegistry())) {
      var settled = 0L;
      for (var day = 1; day <= 40; day++) {
        fillDay(store, day, now.get());
        now.set(now.get().plus(Duration.ofDays(1)));
        store.prune(now.get());
        if (day == 10) { // two days longer than events are kept
          settled = bytes(store);
        }
      }

      assertThat(bytes(store)).isLessThan(settled + settled / 2);
      assertThat(Files.size(file)).isLessThanOrEqualTo(bytes(store));
      assertThat(Files.size(folder.resolve("store.db-wal"))).isLessThan(16L << 20); // 16 MiB
      assertThat(store.<Long>write(RetentionTest::logLimit)).isEqualTo(64L << 20);
    }
  }

  private static void fillDay(Store store, int day, Instant now) {
    var at = now.toEpochMilli();
    var body = "x".repeat(600);
    store
        .events()
        .appendAll(
            IntStream.range(0, 300)
                .mapToObj(i -> day + "-" + i)
                .map(id -> new EventRow("a", id, "t", "i1", at, at, "webhook", body))
                .toList());
  }

  private static long bytes(Store store) {
    return store.<Long>read(tx ->
        4096 * tx.session().handle().createQuery("pragma page_count").mapTo(Long.class).one());
  }

  private static long logLimit(Tx tx) {
    return tx.session().handle().createQuery("pragma journal_size_limit").mapTo(Long.class).one();
  }

  private static void fill(Store store, int days, long at) {
    var id = Integer.toString(days);
    store.events().append(Fixtures.event(id, "i1", at));
    store.writeVoid(tx -> {
      tx.passes().upsert(new PassRow(id, "timer", false, "done", at, at, null, "{}"));
      tx.drifts().upsert(new DriftRow(id, "a", "i1", "zombie", "walk", at, at, at, ""));
      tx.drifts().upsert(new DriftRow("open" + id, "a", "i1", "zombie", "walk", at, at, null, ""));
      tx.leases().upsert(new LeaseRow("sandbox", "a", id, "", at, at, at));
      tx.snoozes().put(new SnoozeRow("a", id, at, "debugging"));
      tx.audit().append(new AuditRow(at, "a", "i1", "", "marked", "{}"));
    });
  }
}
