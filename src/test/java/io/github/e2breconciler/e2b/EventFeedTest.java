package io.github.e2breconciler.e2b;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.e2b.E2bApi.FeedPage;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.e2b.EventFeed.Catch;
import io.github.e2breconciler.e2b.EventFeed.Ending;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Events are numbered: {@code e7} happened seven seconds after the beginning. */
final class EventFeedTest {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final List<Integer> offsets = new ArrayList<>();
  private int newest;
  private Duration apart = Duration.ofSeconds(1);

  @Test
  void readsAShortFeedInOneCallOldestFirst() {
    newest = 3;

    var caught = read(upTo(0), BEGIN);

    assertThat(numbers(caught)).containsExactly(1, 2, 3);
    assertThat(caught.pages()).isEqualTo(1);
    assertThat(caught.complete()).isTrue();
    assertThat(caught.reachedKnown()).isFalse();
  }

  @Test
  void needsOneCallWhereLittleHappened() {
    newest = 1_000;

    var caught = read(upTo(951), BEGIN);

    assertThat(caught.pages()).isEqualTo(1);
    assertThat(caught.reachedKnown()).isTrue();
    assertThat(caught.complete()).isTrue();
  }

  @Test
  void readsTenRowsPastTheFirstKnown() {
    newest = 1_000;

    var caught = read(upTo(910), BEGIN);
    assertThat(caught.pages()).isEqualTo(1);

    caught = read(upTo(909), BEGIN);

    assertThat(caught.pages()).isEqualTo(2);
    assertThat(numbers(caught)).startsWith(811).endsWith(1_000).hasSize(190);
  }

  @Test
  void readsThreeSecondsPastTheFirstKnown() {
    newest = 1_000;
    apart = Duration.ofMillis(100);

    var caught = read(upTo(931), BEGIN);
    assertThat(caught.pages()).isEqualTo(1);

    caught = read(upTo(930), BEGIN);
    assertThat(caught.pages()).isEqualTo(2);
  }

  @Test
  void readsFiftyRowsPastTheFirstKnownHoweverFastTheyCome() {
    newest = 1_000;
    apart = Duration.ofMillis(10);

    var caught = read(upTo(950), BEGIN);
    assertThat(caught.pages()).isEqualTo(1);

    caught = read(upTo(949), BEGIN);
    assertThat(caught.pages()).isEqualTo(2);
  }

  @Test
  void readsBackOverManyPages() {
    newest = 1_000;

    var caught = read(upTo(300), BEGIN);

    assertThat(numbers(caught)).containsAll(range(301, 1_000));
    assertThat(caught.complete()).isTrue();
    assertThat(offsets).startsWith(0, 90, 180);
  }

  @Test
  void stopsAtTheHorizon() {
    newest = 1_000;

    var caught = read(upTo(0), BEGIN.plusSeconds(850));

    assertThat(caught.complete()).isTrue();
    assertThat(caught.pages()).isEqualTo(2);
    assertThat(numbers(caught)).containsAll(range(850, 1_000));
  }

  @Test
  void missesNothingWhileEventsArrive() {
    newest = 500;
    var moving =
        ScriptedE2bApi.feeding(offset -> {
          var page = page(offset);
          newest += 37;
          return page;
        });

    var caught = new EventFeed().read(moving, Set.of(), upTo(0), BEGIN);

    assertThat(numbers(caught)).containsAll(range(1, 500)).doesNotHaveDuplicates();
    assertThat(caught.complete()).isTrue();
  }

  @Test
  void startsAgainOnceWhenAPageWasPulledAway() {
    newest = 400;
    var lagging =
        ScriptedE2bApi.feeding(
            offset -> page(offsets.size() == 1 ? offset + 50 : offset)); // a store behind by 50

    var caught = new EventFeed().read(lagging, Set.of(), upTo(0), BEGIN);

    assertThat(offsets.subList(0, 4)).containsExactly(0, 140, 0, 90);
    assertThat(numbers(caught)).containsExactlyElementsOf(range(1, 400));
    assertThat(caught.complete()).isTrue();
  }

  @Test
  void isIncompleteWhenPagesNeverMeet() {
    newest = 1_000;
    var gappy = ScriptedE2bApi.feeding(offset -> page(offset * 2));

    var caught = new EventFeed().read(gappy, Set.of(), upTo(0), BEGIN);

    assertThat(caught.complete()).isFalse();
    assertThat(caught.pages()).isEqualTo(4);
  }

  @Test
  void doesNotSpinOnAFeedThatIgnoresOffsets() {
    newest = 1_000;
    var stuck = ScriptedE2bApi.feeding(offset -> page(0));

    var caught = new EventFeed().read(stuck, Set.of(), upTo(0), BEGIN);

    assertThat(caught.complete()).isFalse();
    assertThat(caught.pages()).isEqualTo(3);
  }

  @Test
  void stopsAtThePageBound() {
    newest = 1_000;

    var caught =
        new EventFeed(2)
            .read(ScriptedE2bApi.feeding(this::page), Set.of(), upTo(0), BEGIN.plusSeconds(750));

    assertThat(caught.ending()).isEqualTo(Ending.FAR);
    assertThat(caught.pages()).isEqualTo(2);
    assertThat(numbers(caught)).hasSize(190);
  }

  @Test
  void stopsAtOnceWhereFirstPageShowsHowFarItIs() {
    newest = 10_000;

    var caught = read(upTo(0), BEGIN);

    assertThat(caught.ending()).isEqualTo(Ending.FAR);
    assertThat(caught.pages()).isOne();
  }

  @Test
  void isIncompleteWhenALaterPageFails() {
    newest = 1_000;
    var failing =
        ScriptedE2bApi.feeding(offset -> {
          if (offset > 0) {
            throw new E2bException(Kind.TIMEOUT, "late");
          }
          return page(offset);
        });

    var caught = new EventFeed().read(failing, Set.of(), upTo(0), BEGIN);

    assertThat(caught.complete()).isFalse();
    assertThat(numbers(caught)).hasSize(100);
  }

  @Test
  void passesOnThatThereIsNoFeed() {
    var without =
        ScriptedE2bApi.feeding(offset -> {
          throw new E2bException(Kind.UNSUPPORTED, "none");
        });

    assertThatThrownBy(() -> new EventFeed().read(without, Set.of(), upTo(0), BEGIN))
        .isInstanceOf(E2bException.class);
  }

  private Catch read(Predicate<String> known, Instant since) {
    return new EventFeed().read(ScriptedE2bApi.feeding(this::page), Set.of(), known, since);
  }

  private FeedPage page(int offset) {
    offsets.add(offset);
    var from = newest - offset;
    var events =
        IntStream.iterate(from, n -> n > Math.max(0, from - 100), n -> n - 1)
            .mapToObj(this::event)
            .toList();
    return new FeedPage(events, events.size(), BEGIN);
  }

  private LifecycleEvent event(int number) {
    return new LifecycleEvent.Created(
        new EventHeader(
            "e" + number,
            "sandbox.lifecycle.created",
            BEGIN.plus(apart.multipliedBy(number)),
            new SandboxId("i" + number),
            null,
            "",
            "",
            "",
            null));
  }

  private static Predicate<String> upTo(int number) {
    return id -> Integer.parseInt(id.substring(1)) <= number;
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  private static List<Integer> numbers(Catch caught) {
    return caught.events().stream()
        .map(event -> Integer.parseInt(event.header().id().substring(1)))
        .toList();
  }
}
