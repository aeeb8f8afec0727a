package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatList;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class EventPrintsTest {

  @Test
  void givesTheNumbersThatStoresHoldAlready() {
    assertThat(EventPrints.of("default", "i1")).isEqualTo(0x6d3298cabd892108L);
  }

  @Test
  void keepsAccountAndSandboxApart() {
    assertThat(EventPrints.of("ab", "c")).isNotEqualTo(EventPrints.of("a", "bc"));
  }

  @Test
  void endsARunAtAThousandPlacesWhereverItBegan() {
    var prints = new EventPrints();

    assertThatList(prints.add(events(1_990, 1_998))).isEmpty();
    var runs = prints.add(events(1_999, 2_003));

    assertThatList(runs).extracting(EventPrints.Run::firstSeq).containsExactly(1_000L);
    assertThatList(runs.getFirst().places(EventPrints.of("a", "i1999"))).containsExactly(1_999L);
    assertThatList(runs.getFirst().places(EventPrints.of("a", "i2003"))).isEmpty();
  }

  @Test
  void addsNothingBeforeItsEventsAreStored() {
    var prints = new EventPrints();
    var last = events(999, 999);

    assertThatList(prints.completedBy(last)).isEqualTo(prints.completedBy(last)).hasSize(1);
    assertThatList(prints.completedBy(events(1, 998))).isEmpty();

    prints.add(events(1, 998));
    var run = prints.completedBy(last).getFirst();

    assertThatList(run.places(EventPrints.of("a", "i1"))).containsExactly(1L);
    assertThatList(prints.add(last)).containsExactly(run);
  }

  private static List<StoredEvent> events(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(seq -> new StoredEvent(seq, Fixtures.event("e" + seq, "i" + seq, seq)))
        .toList();
  }
}
