package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventTableTest extends TableTest {

  @Test
  void findsTheEventsOfASandboxIndexedOrNot() {
    for (var i = 1; i <= 6; i++) {
      store.events().append(Fixtures.event("e" + i, i % 2 == 0 ? "even" : "odd", i));
    }

    assertThat(sequence("odd", 9)).containsExactly(5L, 3L, 1L);

    assertWritten(tx -> tx.events().index(4)).isEqualTo(4);

    assertThat(sequence("odd", 9)).containsExactly(5L, 3L, 1L);
    assertThat(sequence("odd", 2)).containsExactly(5L, 3L);
    assertThat(sequence("odd", 1)).containsExactly(5L);
    assertWritten(tx -> tx.events().index(4)).isEqualTo(2);
    assertWritten(tx -> tx.events().index(4)).isEqualTo(0);
    assertThat(sequence("even", 9)).containsExactly(6L, 4L, 2L);
    assertThat(sequence("never", 9)).isEmpty();
  }

  @Test
  void readsEventsFromAPlaceOn() {
    var rows =
        List.of(
            Fixtures.event("e1", "i1", 1),
            Fixtures.event("e2", "i2", 2),
            Fixtures.event("e3", "i1", 3));
    store.events().appendAll(rows);
    var after = new ArrayList<StoredEvent>();

    store.readVoid(tx -> tx.events().after(1, after::add));

    assertThat(after)
        .containsExactly(new StoredEvent(2, rows.get(1)), new StoredEvent(3, rows.get(2)));
    assertValue(tx -> tx.events().lastSeq()).isEqualTo(3L);
  }

  @Test
  void prunesTheOldestEventsWithTheirIndex() {
    for (var i = 1; i <= 4; i++) {
      store.events().append(Fixtures.event("e" + i, "i1", i));
    }
    store.write(tx -> tx.events().index(9));

    assertThat(store.events().prune(3, 1)).isEqualTo(1);
    assertThat(store.events().prune(3, 9)).isEqualTo(1);
    assertThat(sequence("i1", 9)).containsExactly(4L, 3L);
    assertThat(store.events().known("a", List.of("e1", "e3"))).containsExactly("e3");
  }

  @Test
  void neverPrunesTheNewestEvent() {
    store.events().append(Fixtures.event("e1", "i1", 1));

    assertThat(store.events().prune(Long.MAX_VALUE, 9)).isEqualTo(0);
    assertThat(store.events().append(Fixtures.event("e2", "i1", 2)).seq()).isEqualTo(2);
  }

  private List<Long> sequence(String sandbox, int limit) {
    return store.read(
        tx -> tx.events().of("a", sandbox, limit).stream().map(StoredEvent::seq).toList());
  }
}
