package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeliveryLogTest {

  private static final DeliveryQuery ALL = DeliveryQuery.all("hook");

  private final WorldFixture e2b = new WorldFixture();
  private final DeliveryLog log = new DeliveryLog();

  @Test
  void keepsSevenDays() {
    var at = e2b.now();
    log.add(attempt(event(), at, 200), at);

    assertThat(log.find(ALL, at.plus(Duration.ofDays(7)))).hasSize(1);
    assertThat(log.find(ALL, at.plus(Duration.ofDays(7)).plusNanos(1))).isEmpty();
  }

  @Test
  void neverKeepsMoreThanItsNewest() {
    var event = event();
    for (var i = 0; i <= DeliveryLog.MOST; i++) {
      log.add(attempt(event, e2b.now(), i == 0 ? 500 : 200), e2b.now());
    }

    assertThat(log.find(ALL, e2b.now()).getFirst().attempts())
        .hasSize(DeliveryLog.MOST)
        .allMatch(DeliveryAttempt::succeeded);
  }

  @Test
  void groupsAttemptsByEventInOrderOfTheFirst() {
    var first = event();
    var second = event();
    log.add(attempt(first, e2b.now(), 500), e2b.now());
    log.add(attempt(second, e2b.now(), 200), e2b.now());
    log.add(attempt(first, e2b.now().plusSeconds(10), 200), e2b.now());

    var groups = log.find(ALL, e2b.now());

    assertThat(groups).extracting(group -> group.attempts().size()).containsExactly(2, 1);
    assertThat(groups).extracting(DeliveryLog.Group::position).containsExactly(0L, 1L);
  }

  @Test
  void findsByTimeStatusTypeAndWebhook() {
    var at = e2b.now();
    log.add(attempt(event(), at, 500), at);
    log.add(attempt(event(), at.plusSeconds(1), 200), at);

    assertThat(found(ALL.within(at.plusNanos(1), null))).isEqualTo(1);
    assertThat(found(ALL.within(at, at.plusSeconds(1)))).isEqualTo(1);
    assertThat(found(ALL.within(at, at.plusSeconds(1).plusNanos(1)))).isEqualTo(2);
    assertThat(found(ALL.failedAlone())).isEqualTo(1);
    assertThat(found(ofType(EventTypes.CREATED))).isEqualTo(2);
    assertThat(found(ofType(EventTypes.KILLED))).isZero();
    assertThat(found(DeliveryQuery.all("another"))).isZero();
  }

  @Test
  void pagesLeaveNothingOutAsMoreArrives() {
    for (var i = 0; i < 3; i++) {
      log.add(attempt(event(), e2b.now(), 200), e2b.now());
    }
    var first = page(false, null);
    log.add(attempt(event(), e2b.now(), 200), e2b.now());

    var second = page(false, first.nextCursor());

    assertThat(first.groups()).extracting(DeliveryLog.Group::position).containsExactly(2L, 1L);
    assertThat(second.groups()).extracting(DeliveryLog.Group::position).containsExactly(0L);
    assertThat(second.nextCursor()).isNull();
  }

  @Test
  void cursorIsBoundToItsOrder() {
    for (var i = 0; i < 3; i++) {
      log.add(attempt(event(), e2b.now(), 200), e2b.now());
    }
    var cursor = page(true, null).nextCursor();

    var groups = log.find(ALL, e2b.now());
    assertThat(page(true, cursor).groups()).hasSize(1);
    assertThat(DeliveryPage.cut(groups, false, 2, cursor)).isNull();
    assertThat(DeliveryPage.cut(groups, false, 2, "nonsense")).isNull();
  }

  private DeliveryPage page(boolean ascending, @Nullable String cursor) {
    var page = DeliveryPage.cut(log.find(ALL, e2b.now()), ascending, 2, cursor);
    assertThat(page).isNotNull();
    return page;
  }

  private int found(DeliveryQuery query) {
    return log.find(query, e2b.now()).size();
  }

  private static DeliveryQuery ofType(String type) {
    return new DeliveryQuery("hook", null, null, Set.of(), Set.of(type));
  }

  private LifecycleEvent event() {
    e2b.create();
    return e2b.lastEvent();
  }

  static DeliveryAttempt attempt(LifecycleEvent event, Instant at, int answer) {
    return new DeliveryAttempt(
        "id",
        "hook",
        event,
        "{}",
        URI.create("http://127.0.0.1:9/hook"),
        answer,
        answer == 200 ? null : "http_error",
        at,
        Duration.ofMillis(answer));
  }
}
