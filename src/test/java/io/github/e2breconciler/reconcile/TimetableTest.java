package io.github.e2breconciler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TimetableTest {

  private static final Intervals INTERVALS = new Intervals(Duration.ofSeconds(15));

  private final FakeClock clock = new FakeClock();
  private final List<Instant> cases = new ArrayList<>();

  @Test
  void asksForPassAtStartAndThenByInterval() {
    var timetable = timetable(1);

    assertThat(timetable.due()).isEqualTo("start");
    timetable.started();

    assertThat(timetable.due()).isNull();
    clock.advance(INTERVALS.walk().minusMillis(1));
    assertThat(timetable.due()).isNull();
    clock.advance(INTERVALS.walk().dividedBy(10).plusMillis(1));
    assertThat(timetable.due()).isEqualTo("schedule");
  }

  @Test
  void spreadsDaemonsThatStartTogether() {
    var waits = new HashSet<Long>();
    for (var seed = 0; seed < 20; seed++) {
      var timetable = timetable(seed);
      timetable.started();
      var startedAt = clock.instant();
      while (timetable.due() == null) {
        clock.advance(Duration.ofMillis(500));
      }
      waits.add(Duration.between(startedAt, clock.instant()).toMillis());
    }

    assertThat(waits).hasSizeGreaterThan(10);
    assertThat(waits)
        .allSatisfy(wait ->
            assertThat(wait)
                .isBetween(
                    INTERVALS.walk().toMillis(), INTERVALS.walk().toMillis() * 11 / 10 + 500));
  }

  @Test
  void asksForCaseThatIsDue() {
    var timetable = timetable(1);
    timetable.started();
    cases.add(clock.instant().plusSeconds(30));

    clock.advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(timetable.due()).isNull();
    clock.advance(Duration.ofNanos(1));
    assertThat(timetable.due()).isEqualTo("due");
  }

  @Test
  void asksAgainForRefusedCaseButNotAtOnce() {
    var timetable = timetable(1);
    cases.add(clock.instant());
    timetable.started();

    assertThat(timetable.due()).isNull();
    clock.advance(INTERVALS.births());
    assertThat(timetable.due()).isEqualTo("due");
  }

  @Test
  void refusedCaseKeepsNoOtherWaiting() {
    var timetable = timetable(1);
    cases.add(clock.instant());
    timetable.started();
    cases.add(clock.instant().plusSeconds(5));

    clock.advance(Duration.ofSeconds(5));
    assertThat(timetable.due()).isEqualTo("due");
  }

  @Test
  void waitsForNoClockThatWasSetBack() {
    var timetable = timetable(1);
    timetable.started();
    assertThat(timetable.takeJudgement()).isTrue();
    assertThat(timetable.takeJudgement()).isFalse();

    clock.advance(Duration.ofHours(-5));
    timetable.noteClock();

    assertThat(timetable.takeJudgement()).isTrue();
    clock.advance(INTERVALS.walk().multipliedBy(2));
    assertThat(timetable.due()).isEqualTo("schedule");
  }

  private Timetable timetable(long seed) {
    return new Timetable(INTERVALS, clock, new SplittableRandom(seed), cases::stream);
  }
}
