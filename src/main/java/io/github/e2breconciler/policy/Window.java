package io.github.e2breconciler.policy;

import static java.util.stream.Collectors.joining;

import io.github.e2breconciler.config.ConfigReader;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoField;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When something may be ended: some hours of some days, by the wall clock of a place.
 *
 * <p>A stretch that goes past midnight belongs to the day on which it begins. Where the clocks are
 * changed their hands count: an hour that comes twice is open twice, one that is skipped never.
 *
 * @param opens minute of the day, 0 to 1,439
 * @param closes first minute that is shut again, 1 to 1,440; not after {@code opens}: of the next
 *     day
 */
public record Window(Set<DayOfWeek> days, int opens, int closes, ZoneId zone) {

  private static final int DAY = 1_440; // minutes

  /** Never shut. */
  public static final Window ALWAYS =
      new Window(EnumSet.allOf(DayOfWeek.class), 0, DAY, ZoneId.of("UTC"));

  /** A skipped hour may cost the one day of a week, so the opening after it is looked for too. */
  private static final int DAYS_AHEAD = 15;

  public Window {
    days = Set.copyOf(days);
    if (opens < 0 || opens >= DAY || closes < 1 || closes > DAY || opens == closes) {
      throw new IllegalArgumentException("not hours of a day: " + opens + " to " + closes);
    }
  }

  /** Reads a section {@code window}; one that is absent is {@link #ALWAYS}. */
  public static Window read(ConfigReader in) {
    return WindowReader.read(in);
  }

  /** Whether it is open. */
  public boolean contains(Instant moment) {
    var there = moment.atZone(zone);
    var minute = there.get(ChronoField.MINUTE_OF_DAY);
    var today = there.getDayOfWeek();
    if (opens < closes) {
      return days.contains(today) && opens <= minute && minute < closes;
    }
    return (days.contains(today) && opens <= minute)
        || (days.contains(today.minus(1)) && minute < closes);
  }

  /** {@code moment} if it is open then, else when it opens next; null if it never does. */
  public @Nullable Instant opening(Instant moment) {
    if (contains(moment)) {
      return moment;
    }
    var today = moment.atZone(zone).toLocalDate();
    return Stream.iterate(today, date -> date.plusDays(1))
        .limit(DAYS_AHEAD)
        .filter(date -> days.contains(date.getDayOfWeek()))
        .flatMap(this::openings)
        .filter(opening -> opening.isAfter(moment) && contains(opening))
        .findFirst()
        .orElse(null);
  }

  /** Whether both are ever open at the same time, in winter or in summer. */
  public boolean overlaps(Window other) {
    return Stream.of("2026-01-05T00:00:00Z", "2026-07-06T00:00:00Z")
        .map(Instant::parse)
        .flatMap(monday -> IntStream.range(0, 8 * DAY).mapToObj(i -> monday.plusSeconds(60L * i)))
        .anyMatch(moment -> contains(moment) && other.contains(moment));
  }

  /** Both, on a day on which that hour comes twice. */
  private Stream<Instant> openings(LocalDate date) {
    var opening = date.atTime(LocalTime.ofSecondOfDay(opens * 60L)).atZone(zone);
    return Stream.of(
        opening.withEarlierOffsetAtOverlap().toInstant(),
        opening.withLaterOffsetAtOverlap().toInstant());
  }

  /** {@code mon,tue 09:00-17:00 Europe/Berlin}. */
  @Override
  public String toString() {
    var names = days.stream().sorted().map(Window::label).collect(joining(","));
    return "%s %s-%s %s".formatted(names, clock(opens), clock(closes), zone);
  }

  static List<DayOfWeek> week() {
    return List.of(DayOfWeek.values());
  }

  /** The word of a day: {@code mon}. */
  static String label(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  private static String clock(int minute) {
    return "%02d:%02d".formatted(minute / 60, minute % 60);
  }
}
