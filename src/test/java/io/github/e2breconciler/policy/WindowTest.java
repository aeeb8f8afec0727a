package io.github.e2breconciler.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.config.Reads;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WindowTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final String OFFICE = "{ days: [mon, tue], hours: 09:00-17:00, zone: UTC }";
  private static final String NIGHT = "{ days: [fri], hours: 22:00-06:00, zone: UTC }";

  @Test
  void isNeverShutByDefault() {
    assertThat(read("{}")).isEqualTo(Window.ALWAYS);
  }

  @Test
  void readsEveryKey() {
    assertThat(read("{ days: [sat], hours: 22:30-06:00, zone: Europe/Berlin }"))
        .isEqualTo(new Window(Set.of(DayOfWeek.SATURDAY), 22 * 60 + 30, 6 * 60, BERLIN));
  }

  @Test
  void takesMidnightForTheEndOfTheDay() {
    assertThat(read("{ hours: 18:00-00:00, zone: UTC }"))
        .isEqualTo(read("{ hours: 18:00-24:00, zone: UTC }"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ days: [], zone: UTC } | window.days has none",
        "{ days: [tues], zone: UTC } | window.days has tues, not one of mon, tue",
        "{ hours: 9-17, zone: UTC } | window.hours is not of the form 09:00-17:00: 9-17",
        "{ hours: 24:00-01:00, zone: UTC } | window.hours goes beyond 24:00: 24:00-01:00",
        "{ hours: 01:00-24:01, zone: UTC } | window.hours goes beyond 24:00: 01:00-24:01",
        "{ hours: 09:00-09:00, zone: UTC } | window.hours ends when it begins: 09:00-09:00",
        "{ hours: 00:00-00:00, zone: UTC } | window.hours ends when it begins: 00:00-00:00",
        "{ hours: 09:00-17:00 } | window.zone is missing: say Europe/Berlin, or UTC",
        "{ days: [mon] } | window.zone is missing: say Europe/Berlin, or UTC",
        "{ hours: 09:00-17:00, zone: Berlin } | window.zone is not a time zone: Berlin",
        "{ hour: 09:00-17:00 } | window.hour is not a setting; did you mean hours?"
      })
  void refusesEachViolation(String window, String problem) {
    assertThat(Reads.problems("window: " + window, in -> Window.read(in.section("window"))))
        .singleElement()
        .asString()
        .startsWith(problem);
  }

  @Test
  void tellsAllMistakesAtOnce() {
    assertThat(
            Reads.problems(
                "window: { days: [x], hours: 9 }", in -> Window.read(in.section("window"))))
        .hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-05T08:59:59.999Z, false", // a Monday
    "2026-01-05T09:00:00Z, true",
    "2026-01-06T16:59:59.999Z, true",
    "2026-01-06T17:00:00Z, false",
    "2026-01-07T12:00:00Z, false"
  })
  void isOpenFromItsFirstMinuteToItsLast(Instant moment, boolean open) {
    assertThat(read(OFFICE).contains(moment)).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-09T21:59:59.999Z, false", // a Friday
    "2026-01-09T22:00:00Z, true",
    "2026-01-10T05:59:59.999Z, true",
    "2026-01-10T06:00:00Z, false",
    "2026-01-10T22:00:00Z, false",
    "2026-01-09T05:00:00Z, false"
  })
  void belongsPastMidnightToTheDayItBeganOn(Instant moment, boolean open) {
    assertThat(read(NIGHT).contains(moment)).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-07-06T07:00:00Z, true", // 09:00 in summer
    "2026-07-06T06:59:59Z, false",
    "2026-01-05T07:59:59Z, false", // 08:59 in winter
    "2026-01-05T08:00:00Z, true"
  })
  void followsTheClockOfItsPlace(Instant moment, boolean open) {
    var window = read("{ hours: 09:00-17:00, zone: Europe/Berlin }");

    assertThat(window.contains(moment)).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-25T00:29:59Z, false", // 02:29 the first time
    "2026-10-25T00:30:00Z, true",
    "2026-10-25T01:00:00Z, false", // 02:00 the second time
    "2026-10-25T01:30:00Z, true",
    "2026-10-25T02:00:00Z, false"
  })
  void isOpenTwiceWhereTheHourComesTwice(Instant moment, boolean open) {
    var window = read("{ hours: 02:30-03:00, zone: Europe/Berlin }");

    assertThat(window.contains(moment)).isEqualTo(open);
  }

  @Test
  void opensAtTheSecondComingOfTheHourToo() {
    var window = read("{ hours: 02:30-03:00, zone: Europe/Berlin }");

    assertThat(window.opening(Instant.parse("2026-10-25T01:00:00Z")))
        .isEqualTo("2026-10-25T01:30:00Z");
  }

  @Test
  void waitsAWeekWhereTheHourIsSkipped() {
    var window = read("{ days: [sun], hours: 02:00-03:00, zone: Europe/Berlin }");

    assertThat(window.opening(Instant.parse("2026-03-28T12:00:00Z")))
        .isEqualTo("2026-04-05T00:00:00Z");
  }

  @Test
  void opensNowWhereItIsOpen() {
    var monday = Instant.parse("2026-01-05T09:00:00Z");

    assertThat(read(OFFICE).opening(monday)).isEqualTo(monday);
  }

  @Test
  void opensAtItsNextDay() {
    assertThat(read(OFFICE).opening(Instant.parse("2026-01-06T17:00:00Z")))
        .isEqualTo("2026-01-12T09:00:00Z");
  }

  @RepeatedTest(200)
  void opensAtTheFirstMinuteThatIsOpen(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var days = EnumSet.noneOf(DayOfWeek.class);
    days.add(DayOfWeek.of(1 + random.nextInt(7)));
    days.add(DayOfWeek.of(1 + random.nextInt(7)));
    var opens = random.nextInt(1_440);
    var window = new Window(days, opens, (opens + 1 + random.nextInt(1_438)) % 1_440 + 1, BERLIN);
    var moment =
        Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofMinutes(random.nextInt(525_600)));

    var expected = moment;
    while (!window.contains(expected)) {
      expected = expected.plus(Duration.ofMinutes(1));
    }

    assertThat(window.opening(moment)).isEqualTo(expected);
  }

  @Test
  void saysItselfInOneLine() {
    assertThat(read("{ days: [tue, mon], hours: 09:00-17:05, zone: Europe/Berlin }"))
        .hasToString("mon,tue 09:00-17:05 Europe/Berlin");
  }

  @Test
  void refusesHoursThatAreNone() {
    assertThatThrownBy(() -> new Window(Set.of(DayOfWeek.MONDAY), 60, 60, ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Window read(String window) {
    return Reads.read("window: " + window, in -> Window.read(in.section("window")));
  }
}
