package io.github.e2breconciler.day;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.e2breconciler.config.Durations;
import io.github.e2breconciler.simulator.WebhookFaults;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Hours of lossy life that end in a true mirror; {@code -Dday.fleet=1100 -Dday.length=24h} makes
 * them a whole day of a large fleet.
 */
final class DayTest {

  private static final Duration DETECTION = Duration.ofSeconds(15);

  /** A walk interval, which chance makes a tenth longer, and the walk that confirms it. */
  private static final Duration WALK = Duration.ofMinutes(11).plusSeconds(45);

  private static final Troubles TROUBLES = new Troubles(0.3, 0.1, 0.5);

  private final int fleet = Integer.getInteger("day.fleet", 130);
  private final Duration length = Durations.parse(System.getProperty("day.length", "20m"));
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.e2breconciler");
  private final Level before = logger.getLevel();

  @BeforeEach
  void hush() {
    logger.setLevel(Level.ERROR);
  }

  @AfterEach
  void speak() {
    logger.setLevel(before);
  }

  @Test
  void staysTrueWithoutAnyWebhook() {
    try (var day = day()) {
      day.webhooksOff();

      day.run(length);

      assertThat(day.told().count()).isGreaterThan(50);
      assertThat(day.told().longest()).isLessThanOrEqualTo(Duration.ofSeconds(60));
      assertThat(day.untold().count()).isPositive();
      assertThat(day.untold().longest()).isLessThanOrEqualTo(WALK);
      assertOnceEach(day);
      assertAtRest(day);
    }
  }

  @Test
  void endsTrueWhateverGotLost() {
    try (var day = day()) {
      day.webhooks(new WebhookFaults(0.5, Map.of(), 0.2, 0.4, Duration.ofMinutes(1)));
      day.run(length.dividedBy(4));
      day.down();
      day.run(Duration.ofHours(1));
      day.up();
      day.run(length.dividedBy(4));
      day.loseNode();
      day.run(length.dividedBy(4));
      day.webhooksOff();
      day.run(length.dividedBy(4));

      assertThat(day.lostWebhooks()).isPositive();
      assertOnceEach(day);
      assertAtRest(day);
    }
  }

  /** {@code -Dday.down=5000} makes some ten thousand events of it. */
  @Test
  void hasEveryEventSoonAfterAnHourDown() {
    try (var day = new Day(Day.Terms.of(Integer.getInteger("day.down", 400), DETECTION))) {
      day.run(Duration.ofMinutes(5));
      day.down();
      day.run(Duration.ofHours(1));
      var missing = day.events(day.now()).missing();

      var took = day.recover(Duration.ofMinutes(2));

      assertThat(missing).isGreaterThan(500);
      assertThat(took).isLessThanOrEqualTo(Duration.ofMillis(3_000 + 1_200L * missing / 1_000));
      assertOnceEach(day);
    }
  }

  /** Every event but {@code updated} and those that are on their way. */
  private static void assertOnceEach(Day day) {
    var events = day.events(day.now().minus(DETECTION.multipliedBy(2)));
    assertThat(events.all()).isPositive();
    assertThat(events).isEqualTo(new Day.Told(events.all(), 0, 0, 0));
  }

  /** Ends come with walks, and nothing is on its way any more. */
  private static void assertAtRest(Day day) {
    day.endLife();
    day.run(WALK);
    assertThat(day.differences()).isEmpty();
  }

  private Day day() {
    return new Day(Day.Terms.of(fleet, DETECTION).with(TROUBLES));
  }
}
