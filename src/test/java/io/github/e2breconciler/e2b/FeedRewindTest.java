package io.github.e2breconciler.e2b;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.e2b.E2bApi.FeedPage;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events are numbered: {@code e7} happened seven seconds after the beginning. */
final class FeedRewindTest {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private int newest;
  private int calls;

  @ParameterizedTest
  @CsvSource({"10000, 1", "10000, 9950", "10000, 5000", "20000, 3", "80, 1", "100, 1", "0, 1"})
  void bringsAllFromHorizonOldestFirst(int newest, int from) {
    this.newest = newest;

    var numbers = all(rewind(this::page, from));

    assertThat(numbers).containsExactlyElementsOf(range(from, newest));
  }

  @Test
  void needsFewCallsBeyondThePagesThemselves() {
    newest = 10_000;
    all(rewind(this::page, 1));

    assertThat(calls).isLessThan(10_000 / 90 + 15);
  }

  @Test
  void findsPlaceThoughHorizonLiesInLongSilence() {
    newest = 10_000;
    var since = BEGIN.minusSeconds(1_000_000);
    var rewind = new FeedRewind(ScriptedE2bApi.feeding(this::page), Set.of(), since);

    assertThat(all(rewind)).containsExactlyElementsOf(range(1, newest));
    assertThat(calls).isLessThan(10_000 / 90 + 25);
  }

  @Test
  void missesNothingWhileManyEventsArrive() {
    newest = 3_000;
    var numbers =
        all(
            rewind(
                offset -> {
                  var page = page(offset);
                  newest += 37;
                  return page;
                },
                500));

    assertThat(numbers).startsWith(500).isSorted().doesNotHaveDuplicates();
    assertThat(numbers).containsExactlyElementsOf(range(500, numbers.getLast()));
    assertThat(numbers.getLast()).isGreaterThan(4_000);
  }

  @Test
  void goesOnWhereCallFailed() {
    newest = 2_000;
    var asked = new int[1];
    var rewind =
        rewind(
            offset -> {
              if (asked[0]++ % 7 == 6) {
                throw new E2bException(Kind.TIMEOUT, "late");
              }
              return page(offset);
            },
            1);
    var numbers = new ArrayList<Integer>();
    while (!rewind.done()) {
      try {
        numbers.addAll(numbers(rewind.next()));
      } catch (E2bException e) {
        assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
      }
    }

    assertThat(numbers).containsExactlyElementsOf(range(1, 2_000));
  }

  @Test
  void doesNotGoOnWherePagesNeverMeet() {
    newest = 10_000;
    var rewind = rewind(offset -> page(offset / 90 * 200), 1);

    assertThatThrownBy(() -> all(rewind))
        .isInstanceOfSatisfying(
            E2bException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MALFORMED));
  }

  @Test
  void doesNotSpinOnFeedThatIgnoresOffsets() {
    newest = 10_000;
    var rewind = rewind(_ -> page(0), 1);

    assertThatThrownBy(rewind::next).isInstanceOf(E2bException.class);
    assertThat(calls).isLessThan(40);
  }

  private static FeedRewind rewind(Function<Integer, FeedPage> feed, int from) {
    return new FeedRewind(ScriptedE2bApi.feeding(feed), Set.of(), BEGIN.plusSeconds(from));
  }

  private static List<Integer> all(FeedRewind rewind) {
    var numbers = new ArrayList<Integer>();
    while (!rewind.done()) {
      numbers.addAll(numbers(rewind.next()));
    }
    return numbers;
  }

  private static List<Integer> numbers(List<LifecycleEvent> events) {
    return events.stream()
        .map(event -> Integer.parseInt(event.header().id().substring(1)))
        .toList();
  }

  private FeedPage page(int offset) {
    calls++;
    var from = newest - offset;
    var events =
        IntStream.iterate(from, n -> n > Math.max(0, from - 100), n -> n - 1)
            .mapToObj(FeedRewindTest::event)
            .toList();
    return new FeedPage(events, events.size(), BEGIN);
  }

  private static LifecycleEvent event(int number) {
    return new LifecycleEvent.Created(
        new EventHeader(
            "e" + number,
            "sandbox.lifecycle.created",
            BEGIN.plusSeconds(number),
            new SandboxId("i" + number),
            null,
            "",
            "",
            "",
            null));
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }
}
