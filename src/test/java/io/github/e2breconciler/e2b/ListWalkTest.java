package io.github.e2breconciler.e2b;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.e2b.E2bApi.Page;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.e2b.ListWalk.Walk;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ListWalkTest {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final Map<String, Page> pages = new HashMap<>();
  private final List<SandboxRow> rows = new ArrayList<>();
  private int asked;

  @Test
  void followsTokensToTheEnd() {
    page("", "b", 3, running("i1"), running("i2"));
    page("b", null, 3, running("i3"), row("i4", State.PAUSED, BEGIN.minusSeconds(9)));

    var walk = walk();

    assertThat(walk.complete()).isTrue();
    assertThat(walk.incompleteReason()).isEmpty();
    assertThat(walk.pages()).isEqualTo(2);
    assertThat(ids()).containsExactly("i1", "i2", "i3", "i4");
    assertThat(walk.shown().size()).isEqualTo(4);
    assertThat(walk.shown().contains(new SandboxId("i4"))).isTrue();
    assertThat(walk.shown().contains(new SandboxId("i5"))).isFalse();
    assertThat(walk.running()).isEqualTo(3);
    assertThat(walk.startedAt()).isEqualTo(BEGIN);
    assertThat(walk.finishedAt()).isEqualTo(BEGIN.plusSeconds(1));
  }

  @Test
  void knowsNothingWhenTheFirstPageFails() {
    assertThatThrownBy(() -> walk())
        .isInstanceOfSatisfying(
            E2bException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
  }

  @Test
  void keepsWhatItSawWhenALaterPageFails() {
    page("", "b", 2, running("i1"));

    assertIncomplete("page 2 failed: unavailable", "i1");
  }

  @Test
  void stopsAtARepeatedToken() {
    page("", "b", null, running("i1"));
    page("b", "c", null, running("i2"));
    page("c", "b", null, running("i3"));

    assertIncomplete("a page token came twice", "i1", "i2", "i3");
  }

  @Test
  void stopsAtARepeatedSandboxAndKeepsTheNewestStart() {
    page("", "b", null, row("i1", State.RUNNING, BEGIN.minusSeconds(1)), running("i2"));
    page("b", null, null, row("i1", State.PAUSED, BEGIN.minusSeconds(50)));

    assertIncomplete("a sandbox came twice", "i1", "i2");
    assertThat(rows.getFirst().state()).isEqualTo(State.RUNNING);
  }

  @Test
  void isIncompleteWithAnUnreadableRow() {
    pages.put("", new Page(List.of(running("i1")), null, null, 1, BEGIN));

    assertIncomplete("rows that cannot be read", "i1");
  }

  @Test
  void stopsAtThePageBound() {
    var endless =
        ScriptedE2bApi.listing(token -> {
          var n = asked++;
          return new Page(List.of(running("i" + n)), "t" + n, null, 0, BEGIN);
        });

    var walk = new ListWalk(3).walk(endless, (_, _) -> {});

    assertThat(walk.incompleteReason()).isEqualTo("more than 3 pages");
    assertThat(walk.pages()).isEqualTo(3);
  }

  @Test
  void doubtsAnEmptyListWhoseTotalIsNot() {
    page("", null, 5);

    assertIncomplete("the total of running sandboxes disagrees");
  }

  @Test
  void doubtsMoreRunningRowsThanTheTotal() {
    page("", null, 1, running("i1"), running("i2"));

    assertIncomplete("the total of running sandboxes disagrees", "i1", "i2");
  }

  @Test
  void letsTheTokensDecideWithoutATotal() {
    page("", null, null, running("i1"));

    assertThat(walk().complete()).isTrue();
  }

  @Test
  void allowsWhatEndedMeanwhile() {
    page("", "b", 4, running("i1"));
    page("b", null, 2, running("i2"));

    assertThat(walk().complete()).isTrue();

    page("b", null, 3, running("i2"));

    assertIncomplete("the total of running sandboxes disagrees", "i1", "i2");
  }

  @Test
  void allowsWhatStartedMeanwhile() {
    var late = row("i9", State.RUNNING, BEGIN.plusMillis(1));
    page("", null, 1, running("i1"), late);

    assertThat(walk().complete()).isTrue();

    page("", null, 0, running("i1"), late);

    assertIncomplete("the total of running sandboxes disagrees", "i1", "i9");
  }

  @Test
  void allowsWhatIsShownPausedMeanwhile() {
    page("", "b", 3, running("i1"), running("i2"));
    page("b", null, 3, pausedAt("i3", BEGIN.plusMillis(500)));

    assertThat(walk().complete()).isTrue();

    page("b", null, 3, pausedAt("i3", BEGIN.minusMillis(500)));

    assertIncomplete("the total of running sandboxes disagrees", "i1", "i2", "i3");
  }

  @Test
  void needsToHearOfThoseThatLeftWhileAsManyWereBorn() {
    page("", "b", 4, running("i1"), running("i2"));
    page("b", null, 4);

    assertThat(walk().complete()).isFalse();
    assertThat(walk().onlyMiscounted()).isTrue();
    assertThat(walk().explained(1, 0).complete()).isFalse();
    assertThat(walk().explained(2, 0).complete()).isTrue();
  }

  @Test
  void countsWhoLeftAndWhatTheTotalFellByOnce() {
    page("", "b", 6, running("i1"), running("i2"));
    page("b", null, 4);

    assertThat(walk().explained(2, 0).complete()).isFalse();
    assertThat(walk().explained(4, 0).complete()).isTrue();
  }

  @Test
  void allowsWhatCameBackMeanwhile() {
    page("", null, 1, running("i1"), running("i2"));

    assertThat(walk().explained(9, 0).complete()).isFalse();
    assertThat(walk().explained(0, 1).complete()).isTrue();
  }

  @Test
  void noExplanationMendsFlaw() {
    page("", "b", 4, running("i1"));

    assertThat(walk().explained(9, 9).complete()).isFalse();
    assertThat(walk().onlyMiscounted()).isFalse();
  }

  @Test
  void doubtsServerThatIgnoresTheStateFilter() {
    page("", null, 1, running("i1"), row("i2", State.UNKNOWN, BEGIN.minusSeconds(9)));

    assertIncomplete("a row in a state that was not asked for", "i1", "i2");
  }

  @Test
  void doubtsServerThatIgnoresTheLimit() {
    var rows = IntStream.rangeClosed(1, 101).mapToObj(i -> running("i" + i));
    var many = rows.toArray(SandboxRow[]::new);
    page("", null, null, many);
    assertThat(walk().complete()).isFalse();
    assertThat(walk().incompleteReason())
        .isEqualTo("more rows on a page than asked for, and no total");

    page("", null, 101, many);
    assertThat(walk().complete()).isTrue();
  }

  private void page(
      String token, @Nullable String next, @Nullable Integer total, SandboxRow... rows) {
    var asOf = token.isEmpty() ? BEGIN : BEGIN.plusSeconds(1);
    pages.put(token, new Page(Arrays.asList(rows), next, total, 0, asOf));
  }

  private Walk walk() {
    rows.clear();
    return new ListWalk()
        .walk(ScriptedE2bApi.listing(this::answer), (page, _) -> rows.addAll(page));
  }

  private Page answer(@Nullable String token) {
    Page page = pages.get(token == null ? "" : token);
    if (page == null) {
      throw new E2bException(Kind.UNAVAILABLE, "down");
    }
    return page;
  }

  private void assertIncomplete(String reason, String... ids) {
    var walk = walk();
    assertThat(walk.complete()).isFalse();
    assertThat(walk.incompleteReason()).isEqualTo(reason);
    assertThat(ids()).containsExactly(ids);
  }

  private List<String> ids() {
    return rows.stream().map(row -> row.sandbox().value()).toList();
  }

  private static SandboxRow running(String id) {
    return row(id, State.RUNNING, BEGIN.minus(Duration.ofMinutes(1)));
  }

  private static SandboxRow pausedAt(String id, Instant at) {
    return new SandboxRow(
        new SandboxId(id), State.PAUSED, "base", Map.of(), BEGIN.minusSeconds(60), at, null);
  }

  private static SandboxRow row(String id, State state, Instant startedAt) {
    return new SandboxRow(
        new SandboxId(id), state, "base", Map.of(), startedAt, startedAt.plusSeconds(300), null);
  }
}
