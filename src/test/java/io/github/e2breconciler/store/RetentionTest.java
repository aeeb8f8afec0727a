package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatList;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

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
      assertThatList(store.read(tx -> tx.drifts().recent(9, null)))
          .extracting(DriftRow::id)
          .containsExactly("7", "9", "29");
      assertThatList(store.read(tx -> tx.leases().all()))
          .extracting(LeaseRow::subject)
          .containsExactlyInAnyOrder("7", "9", "29", "31", "39");
      assertThatList(store.read(tx -> tx.audit().ofSandbox("a", "i1", 9))).hasSize(7);
    }
  }

  private static void fill(Store store, int days, long at) {
    var id = Integer.toString(days);
    store.events().append(Fixtures.event(id, "i1", at));
    store.writeVoid(tx -> {
      tx.passes().upsert(new PassRow(id, "timer", false, "done", at, at, null, "{}"));
      tx.drifts().upsert(new DriftRow(id, "a", "i1", "zombie", "walk", at, at, at, ""));
      tx.leases().upsert(new LeaseRow("sandbox", "a", id, "", at, at, at));
      tx.audit().append(new AuditRow(at, "a", "i1", "", "marked", "{}"));
    });
  }
}
