package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.e2breconciler.e2b.E2bApi.FeedPage;
import io.github.e2breconciler.e2b.E2bApi.KillAnswer;
import io.github.e2breconciler.e2b.E2bApi.Page;
import io.github.e2breconciler.e2b.E2bApi.PauseAnswer;
import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault of calls as it happens to the port in memory. */
final class CallFaultTest {

  private static final int RUNNING = 120;

  private final WorldFixture e2b = new WorldFixture();
  private final FaultsInForce faults = new FaultsInForce(e2b.world, new SplittableRandom(5));
  private final SimulatedE2bApi api =
      new SimulatedE2bApi(e2b.world, WorldFixture.KEY, e2b.clock, Faults.of(faults));
  private final SandboxId running;
  private final SandboxId paused;

  CallFaultTest() {
    for (var i = 0; i < RUNNING; i++) {
      e2b.clock.advance(Duration.ofMillis(1));
      e2b.create();
    }
    running = e2b.create().id();
    paused = e2b.create().id();
    e2b.team.pause(paused, Asker.CUSTOMER);
    e2b.clock.advanceSeconds(1);
  }

  @ParameterizedTest
  @EnumSource
  void happens(CallMenu line) {
    begin(line.label());

    happen(line);

    assertThat(faults.strikes().get(line.label())).isPositive();
  }

  private void happen(CallMenu line) {
    switch (line) {
      case RATE_LIMITED -> fails(Kind.RATE_LIMITED, true);
      case SERVER_ERROR, CONNECTION_RESET, NAME_UNRESOLVED, TLS_REFUSED ->
          fails(Kind.UNAVAILABLE, true);
      case UNAUTHORISED, FORBIDDEN -> fails(Kind.UNAUTHORISED, true);
      case HTML_ANSWER -> fails(Kind.MALFORMED, true);
      case SLOW_ANSWER, ANSWER_STALLS, KILL_TIMES_OUT -> fails(Kind.TIMEOUT, false);
      case ANSWER_CUT, ANSWER_LOST -> fails(Kind.UNAVAILABLE, false);

      case LIST_EMPTY -> assertThat(list()).isEqualTo(new Page(List.of(), null, 0, 0, e2b.now()));
      case LIST_TRUNCATED -> assertThat(list().rows()).hasSize(3);
      case LIST_FAILS_MIDWAY -> {
        var first = list();
        assertThatExceptionOfType(E2bException.class).isThrownBy(() -> api.list(first.nextToken()));
      }
      case LIST_ROW_MOVED ->
          assertThat(list().rows().size() + second().rows().size()).isEqualTo(RUNNING + 1);
      case LIST_TOKEN_REPEATED -> assertThat(second().rows()).isEqualTo(list().rows());
      case LIST_FILTERS_IGNORED -> list(); // the port asks for no filter: shown over HTTP
      case LIST_STALE -> {
        list();
        e2b.team.kill(running, Asker.CUSTOMER);
        assertThat(list().rows()).extracting(SandboxRow::sandbox).contains(running);
        e2b.clock.advance(Duration.ofMinutes(6));
        assertThat(list().rows()).extracting(SandboxRow::sandbox).doesNotContain(running);
      }
      case LIST_PAUSED_OMITTED ->
          assertThat(list().rows()).extracting(SandboxRow::sandbox).doesNotContain(paused);
      case LIST_ROWS_HIDDEN -> assertThat(list().rows()).isEmpty();
      case LIST_ROWS_UNREADABLE -> assertThat(list().droppedRows()).isEqualTo(1);
      case LIST_STATE_MISSING -> assertThat(list().droppedRows()).isEqualTo(100);
      case LIST_TOTAL_WRONG -> assertThat(list().totalRunning()).isEqualTo(RUNNING);
      case LIST_TOTAL_ABSENT -> assertThat(list().totalRunning()).isNull();
      case IDS_SUFFIXED ->
          assertThat(list().rows())
              .extracting(SandboxRow::sandbox)
              .contains(running); // the same id
      case CREATE_IN_FLIGHT -> {
        var fresh = e2b.create().id();
        assertThat(list().rows()).extracting(SandboxRow::sandbox).doesNotContain(fresh);
        e2b.clock.advanceSeconds(11);
        assertThat(list().rows()).extracting(SandboxRow::sandbox).contains(fresh);
      }

      case READ_MISSING -> assertThat(api.read(running)).isInstanceOf(Reading.Missing.class);
      case READ_THEN_RESUMED -> {
        assertThat(api.read(paused)).isInstanceOf(Reading.Found.class);
        assertThat(e2b.team.get(paused).value().running()).isTrue();
      }
      case KILL_SWALLOWED -> kills(running, KillAnswer.ACCEPTED, true);
      case KILL_MISSING -> kills(running, KillAnswer.MISSING, true);
      case KILL_CONFLICT -> kills(running, KillAnswer.CONFLICT, true);
      case KILL_UNREACHABLE -> {
        assertThatExceptionOfType(E2bException.class).isThrownBy(() -> api.kill(running));
        assertThat(e2b.get(running)).isEqualTo(404);
        assertThat(e2b.team.alive(running)).isTrue();
      }
      case KILL_UNDONE_BY_RESUME -> {
        kills(paused, KillAnswer.ACCEPTED, true);
        assertThat(e2b.team.get(paused).value().running()).isTrue();
      }
      case PAUSE_CONFLICT -> assertThat(api.pause(running)).isEqualTo(PauseAnswer.CONFLICT);
      case PAUSE_SWALLOWED -> {
        assertThat(api.pause(running)).isEqualTo(PauseAnswer.PAUSED);
        assertThat(e2b.team.get(running).value().running()).isTrue();
      }

      case FEED_ABSENT ->
          assertThatExceptionOfType(E2bException.class)
              .isThrownBy(this::feed)
              .satisfies(it -> assertThat(it.kind()).isEqualTo(Kind.UNSUPPORTED));
      case FEED_LAGGING -> assertThat(feed().events()).isEmpty();
      case FEED_MISSING -> assertThat(api.events(0, 1_000, Set.of()).rows()).isBetween(60, RUNNING);
      case FEED_SHIFTING -> {
        var first = api.events(0, 10, Set.of()).events();
        var next = api.events(10, 10, Set.of()).events();
        var true20 = e2b.team.events(FeedQuery.newest(25));
        assertThat(first).isEqualTo(true20.subList(0, 10));
        assertThat(next).isEqualTo(true20.subList(15, 25));
      }
      case FEED_FORGETTING -> {
        e2b.clock.advance(Duration.ofHours(2));
        assertThat(e2b.create().id()).isEqualTo(feed().events().getFirst().sandbox());
        assertThat(feed().events()).hasSize(1);
      }
    }
  }

  @Test
  void sparesOthersAndOtherTimes() {
    var other = e2b.create(WorldFixture.spec().withMetadata(Map.of("kind", "other"))).id();
    faults.put(
        FaultPlan.parse(
            "faults: [{fault: read-missing, from: 1s, for: 1s, match: {metadata: {app: demo}}}]"));

    assertThat(api.read(running)).isInstanceOf(Reading.Found.class);
    e2b.clock.advanceSeconds(1);
    assertThat(api.read(running)).isInstanceOf(Reading.Missing.class);
    assertThat(api.read(other)).isInstanceOf(Reading.Found.class);
    e2b.clock.advanceSeconds(1);
    assertThat(api.read(running)).isInstanceOf(Reading.Found.class);
  }

  @Test
  void sparesOtherCalls() {
    faults.put(FaultPlan.parse("faults: [{fault: server-error, calls: [kill]}]"));

    assertThat(list().rows()).isNotEmpty();
    assertThatExceptionOfType(E2bException.class).isThrownBy(() -> api.kill(running));
  }

  @Test
  void strikesAboutAsOftenAsSaid() {
    faults.put(FaultPlan.parse("faults: [{fault: read-missing, probability: 30%}]"));

    for (var i = 0; i < 1_000; i++) {
      api.read(running);
    }

    assertThat(faults.strikes().get("read-missing")).isBetween(250L, 350L);
  }

  private void begin(String label) {
    faults.put(FaultPlan.parse("faults: [{fault: " + label + "}]"));
  }

  /** A kill fails; whether the sandbox is there afterwards. */
  private void fails(Kind kind, boolean there) {
    assertThatExceptionOfType(E2bException.class)
        .isThrownBy(() -> api.kill(running))
        .satisfies(it -> assertThat(it.kind()).isEqualTo(kind));
    assertThat(e2b.get(running) == 200).isEqualTo(there);
  }

  private void kills(SandboxId sandbox, KillAnswer answer, boolean there) {
    assertThat(api.kill(sandbox)).isEqualTo(answer);
    assertThat(e2b.get(sandbox) == 200).isEqualTo(there);
  }

  private Page list() {
    return api.list(null);
  }

  private Page second() {
    return api.list(list().nextToken());
  }

  private FeedPage feed() {
    return api.events(0, 100, Set.of());
  }
}
