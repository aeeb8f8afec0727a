package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FeedTest {

  private final WorldFixture e2b = new WorldFixture();

  @Test
  void tellsNewestFirst() {
    var first = e2b.create().id();
    var second = e2b.create().id();

    assertThat(e2b.team.events(FeedQuery.newest(10)))
        .extracting(LifecycleEvent::sandbox)
        .containsExactly(second, first);
  }

  @Test
  void offsetShiftsAsEventsArrive() {
    e2b.create();
    var before = e2b.team.events(FeedQuery.newest(1));
    e2b.create();

    assertThat(e2b.team.events(new FeedQuery(1, 1, false, Set.of(), null))).isEqualTo(before);
  }

  @Test
  void offsetCountsOnlyTheTypesAskedFor() {
    var sandbox = e2b.create().id();
    e2b.team.kill(sandbox, Asker.CUSTOMER);
    e2b.create();

    var created = e2b.team.events(new FeedQuery(1, 1, false, Set.of(EventTypes.CREATED), null));

    assertThat(created).extracting(LifecycleEvent::sandbox).containsExactly(sandbox);
  }

  @Test
  void keepsToOneSandbox() {
    var one = e2b.create().id();
    e2b.create();

    assertThat(e2b.team.events(new FeedQuery(0, 10, false, Set.of(), one))).hasSize(1);
  }

  @Test
  void forgetsAsItGrows() {
    var feed = new Feed(Duration.ZERO);
    for (var hour = 0; hour <= 20 * 24; hour++) {
      e2b.create();
      feed.add(e2b.lastEvent());
      e2b.clock.advance(Duration.ofHours(1));
    }

    assertThat(feed.size()).isEqualTo(7 * 24 + 1);
  }

  @Test
  void neverKeepsMoreThanItsNewest() {
    var feed = new Feed(Duration.ZERO);
    e2b.create();
    for (var i = 0; i <= Feed.MOST; i++) {
      feed.add(e2b.lastEvent());
    }

    assertThat(feed.size()).isEqualTo(Feed.MOST);
  }

  @Test
  void forgetsAfterSevenDays() {
    e2b.create(WorldFixture.spec().neverExpiring());

    e2b.clock.advance(Duration.ofDays(7));
    assertThat(e2b.events()).hasSize(1);
    e2b.clock.advance(Duration.ofNanos(1));
    assertThat(e2b.events()).isEmpty();
  }

  @Test
  void lagsWhereThePlanSaysSo() {
    var team = e2b.world.open("k", "late", TeamPlan.pro().withFeedLag(Duration.ofSeconds(2)));
    team.create(WorldFixture.spec());

    assertThat(team.events(FeedQuery.newest(10))).isEmpty();
    e2b.clock.advanceSeconds(2);
    assertThat(team.events(FeedQuery.newest(10))).hasSize(1);
  }

  @Test
  void equalSeedsGiveEqualHistories() {
    assertThat(history()).isEqualTo(history());
  }

  private static String history() {
    var e2b = new WorldFixture();
    for (var i = 0; i < 20; i++) {
      var sandbox = e2b.create().id();
      e2b.clock.advanceSeconds(i);
      e2b.team.pause(sandbox, Asker.CUSTOMER);
      e2b.team.resume(sandbox, WorldFixture.MINUTE);
      e2b.team.fork(sandbox, 1, WorldFixture.MINUTE);
    }
    e2b.clock.advance(Duration.ofHours(1));
    return e2b.events().stream()
        .map(event -> EventJson.webhook(event).toString())
        .toList()
        .toString();
  }
}
