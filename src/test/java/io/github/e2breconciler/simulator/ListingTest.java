package io.github.e2breconciler.simulator;

import static io.github.e2breconciler.simulator.WorldFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ListingTest {

  private final WorldFixture e2b = new WorldFixture();

  @Test
  void showsNewestFirst() {
    var first = e2b.create().id();
    e2b.clock.advanceSeconds(1);
    var second = e2b.create().id();

    assertThat(e2b.listed()).containsExactly(second, first);
  }

  @Test
  void breaksTiesById() {
    var ids = new ArrayList<SandboxId>();
    for (var i = 0; i < 10; i++) {
      ids.add(e2b.create().id());
    }

    assertThat(e2b.listed()).isEqualTo(ids.stream().sorted(Comparator.naturalOrder()).toList());
  }

  @Test
  void pagesShowEverySandboxOnce() {
    var ids = new ArrayList<SandboxId>();
    for (var i = 0; i < 25; i++) {
      e2b.clock.advance(Duration.ofMillis(i % 3));
      ids.add(e2b.create().id());
    }

    assertThat(walk(ListQuery.after(null).withLimit(4))).hasSize(25).containsAll(ids);
    assertThat(walk(ListQuery.after(null).withLimit(4).oldestFirst())).hasSize(25).containsAll(ids);
  }

  @Test
  void lastPageHasNoToken() {
    e2b.create();
    e2b.create();

    var exact = e2b.team.list(ListQuery.after(null).withLimit(2)).value();

    assertThat(exact.nextToken()).isNull();
  }

  @Test
  void startedDuringWalkIsNotInIt() {
    e2b.create();
    e2b.create();
    var page = e2b.team.list(ListQuery.after(null).withLimit(1)).value();
    e2b.clock.advanceSeconds(1);
    var late = e2b.create();

    var rest = e2b.team.list(ListQuery.after(page.nextToken())).value();

    assertThat(rest.rows()).hasSize(1).noneMatch(row -> row.id().equals(late.id()));
  }

  @Test
  void resumedDuringWalkIsMissed() {
    var sleeper = e2b.create().id();
    e2b.team.pause(sleeper, Asker.CUSTOMER);
    e2b.clock.advanceSeconds(1);
    e2b.create();
    var page = e2b.team.list(ListQuery.after(null).withLimit(1)).value();
    e2b.clock.advanceSeconds(1);
    e2b.team.resume(sleeper, Duration.ofMinutes(1));

    assertThat(e2b.team.list(ListQuery.after(page.nextToken())).value().rows()).isEmpty();
  }

  @Test
  void tokenIsBoundToItsOrder() {
    e2b.create();
    e2b.create();
    var token = e2b.team.list(ListQuery.after(null).withLimit(1)).value().nextToken();

    assertThat(e2b.team.list(ListQuery.after(token).oldestFirst()))
        .isEqualTo(new Reply.Refused<ListPage>(400, "Invalid next token"));
  }

  @Test
  void nonsenseTokenIsRefused() {
    assertThat(e2b.team.list(ListQuery.after("nonsense!")).status()).isEqualTo(400);
  }

  @Test
  void limitOutOfRangeIsRefused() {
    assertThat(e2b.team.list(ListQuery.after(null).withLimit(0)).status()).isEqualTo(400);
    assertThat(e2b.team.list(ListQuery.after(null).withLimit(101)).status()).isEqualTo(400);
  }

  @Test
  void totalCountsRunningBeforePaging() {
    e2b.create();
    e2b.create();
    e2b.team.pause(e2b.create().id(), Asker.CUSTOMER);

    assertThat(e2b.team.list(ListQuery.after(null).withLimit(1)).value().totalRunning())
        .isEqualTo(2);
  }

  @Test
  void totalCountsOnlyWhatTheFilterKeeps() {
    e2b.create();
    e2b.create(spec().withMetadata(Map.of("app", "other")));

    var page = list(filter(Set.of(State.RUNNING), Map.of("app", "other")));

    assertThat(page.totalRunning()).isEqualTo(1);
    assertThat(page.rows()).hasSize(1);
  }

  @Test
  void totalIsAbsentWhereRunningWasNotAskedFor() {
    e2b.create();

    assertThat(list(filter(Set.of(State.PAUSED), Map.of())).totalRunning()).isNull();
  }

  @Test
  void metadataFilterWantsEveryPair() {
    e2b.create(spec().withMetadata(Map.of("a", "1", "b", "2")));
    e2b.create(spec().withMetadata(Map.of("a", "1")));

    var both = Set.of(State.RUNNING, State.PAUSED);
    assertThat(list(filter(both, Map.of("a", "1", "b", "2"))).rows()).hasSize(1);
    assertThat(list(filter(both, Map.of("a", "1"))).rows()).hasSize(2);
    assertThat(list(filter(both, Map.of("a", "2"))).rows()).isEmpty();
  }

  @Test
  void startedAfterIsInclusive() {
    e2b.create();
    e2b.clock.advanceSeconds(1);
    var second = e2b.create();
    var filter = new ListQuery.Filter(Set.of(State.RUNNING), Map.of(), second.startedAt(), null);

    assertThat(list(filter).rows()).extracting(SimulatedSandbox::id).containsExactly(second.id());
  }

  private static ListQuery.Filter filter(Set<State> states, Map<String, String> metadata) {
    return new ListQuery.Filter(states, metadata, null, null);
  }

  private ListPage list(ListQuery.Filter filter) {
    return e2b.team.list(ListQuery.after(null).withFilter(filter)).value();
  }

  private List<SandboxId> walk(ListQuery query) {
    var seen = new ArrayList<SandboxId>();
    @Nullable String token = null;
    do {
      var next = new ListQuery(query.limit(), token, query.ascending(), query.filter());
      var page = e2b.team.list(next).value();
      page.rows().forEach(row -> seen.add(row.id()));
      token = page.nextToken();
    } while (token != null);
    return seen;
  }
}
