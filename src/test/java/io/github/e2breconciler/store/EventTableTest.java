package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EventTableTest extends TableTest {

  @Test
  void findsTheEventsOfASandboxInAnyRun() {
    append(1, EventPrints.LENGTH + 5);

    assertThat(sequence("i3", 9)).containsExactly(1_003L, 3L);
    assertThat(sequence("i3", 1)).containsExactly(1_003L);
    assertThat(sequence("i7", 9)).containsExactly(7L);
    assertThat(sequence("never", 9)).isEmpty();
    assertThat(store.<Integer>read(tx -> tx.events().of("b", "i3", 9).size())).isZero();

    append(EventPrints.LENGTH + 6, 2 * EventPrints.LENGTH + 5);

    assertThat(sequence("i3", 9)).containsExactly(2_003L, 1_003L, 3L);
    assertThat(sequence("i999", 9)).containsExactly(1_999L, 999L);
    assertThat(sequence("i0", 9)).containsExactly(2_000L, 1_000L);
    assertThat(store.<Long>read(tx -> tx.events().lastRun())).isEqualTo(2_000L);
  }

  @Test
  void tellsSandboxesWithTheSamePrintApart() {
    append(1, 3);
    var prints = new EventPrints();
    var others = new ArrayList<EventPrints.Run>();
    for (var seq = 0L; seq < EventPrints.LENGTH; seq++) {
      others.addAll(prints.add(seq, "a", "another"));
    }
    store.writeVoid(tx -> tx.events().insertRuns(others));

    assertThat(sequence("another", 9)).isEmpty();
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
  void prunesTheOldestEventsAndTheirRuns() {
    append(1, 2 * EventPrints.LENGTH);

    assertThat(store.events().prune(3, 1)).isEqualTo(1);
    assertThat(store.events().prune(3, 9)).isEqualTo(1);
    assertThat(sequence("i1", 9)).containsExactly(1_001L);
    assertThat(store.events().known("a", List.of("e1", "e3"))).containsExactly("e3");
    assertThat(runs()).isEqualTo(2);

    assertThat(store.events().prune(1_001, 5_000)).isEqualTo(998);

    assertThat(runs()).isEqualTo(1);
    assertThat(sequence("i0", 9)).containsExactly(2_000L);
  }

  @Test
  void neverPrunesTheNewestEvent() {
    store.events().append(Fixtures.event("e1", "i1", 1));

    assertThat(store.events().prune(Long.MAX_VALUE, 9)).isEqualTo(0);
    assertThat(store.events().append(Fixtures.event("e2", "i1", 2)).seq()).isEqualTo(2);
  }

  /** Events in places of their own: that of place 1,003 is of sandbox i3. */
  private void append(int from, int to) {
    store
        .events()
        .appendAll(
            IntStream.rangeClosed(from, to)
                .mapToObj(i -> Fixtures.event("e" + i, "i" + i % EventPrints.LENGTH, i))
                .toList());
  }

  private int runs() {
    return store.<Integer>read(tx ->
        tx.session()
            .handle()
            .createQuery("select count(*) from event_prints")
            .mapTo(Integer.class)
            .one());
  }

  private List<Long> sequence(String sandbox, int limit) {
    return store.read(
        tx -> tx.events().of("a", sandbox, limit).stream().map(StoredEvent::seq).toList());
  }
}
