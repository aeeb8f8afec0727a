package io.github.e2breconciler.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CostModelTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Size SIZE = new Size(2, 512);
  private static final long PER_SECOND = 2 * 14_000 + 4_500 / 2;

  private final CostModel costs = new CostModel(new Prices(14_000, 4_500, Duration.ofHours(24)));

  @ParameterizedTest
  @CsvSource({"2, 512, 108_900_000", "8, 4096, 468_000_000", "0, 0, 0", "1, 1, 50_415_820"})
  void pricesAnHourAsPublished(int vcpus, int memoryMib, String nanoDollars) {
    assertThat(costs.nanoDollarsPerHour(new Size(vcpus, memoryMib)))
        .isEqualTo(Long.parseLong(nanoDollars.replace("_", "")));
  }

  @Test
  void countsPartsOfASecond() {
    assertThat(costs.nanoDollarsBetween(SIZE, START, START.plusMillis(1_500)))
        .isEqualTo(PER_SECOND * 3 / 2);
  }

  @Test
  void savesTheTimeLeftToThePlannedEnd() {
    var ended = START.plusSeconds(60);

    assertThat(costs.savedNanoDollars(SIZE, START, START.plusSeconds(100), ended))
        .isEqualTo(40 * PER_SECOND);
  }

  @Test
  void savesTheRestOfTheLongestRunForOnePastItsEnd() {
    var end = START.plusSeconds(100);
    var rest = Duration.ofHours(24).toSeconds() - 100;

    assertThat(costs.savedNanoDollars(SIZE, START, end, end.minusNanos(1_000_000)))
        .isEqualTo(PER_SECOND / 1_000);
    assertThat(costs.savedNanoDollars(SIZE, START, end, end)).isEqualTo(rest * PER_SECOND);
    assertThat(costs.savedNanoDollars(SIZE, START, null, end)).isEqualTo(rest * PER_SECOND);
  }

  @Test
  void savesNothingAfterTheLongestRun() {
    var ended = START.plus(Duration.ofHours(24));

    assertThat(costs.savedNanoDollars(SIZE, START, null, ended)).isZero();
    assertThat(costs.savedNanoDollars(SIZE, START, START, ended.plusSeconds(1))).isZero();
  }

  @Test
  void countsNothingForAnUnknownSize() {
    assertThat(costs.nanoDollarsPerHour(null)).isZero();
    assertThat(costs.nanoDollarsBetween(null, START, START.plusSeconds(9))).isZero();
    assertThat(costs.savedNanoDollars(null, START, null, START)).isZero();
  }

  @Test
  void staysAtTheGreatestRatherThanOverflow() {
    var dear = new CostModel(new Prices(1_000_000_000, 1_000_000_000, Duration.ofDays(366)));

    assertThat(dear.nanoDollarsPerHour(new Size(Integer.MAX_VALUE, Integer.MAX_VALUE)))
        .isEqualTo(Long.MAX_VALUE);
  }

  @RepeatedTest(200)
  void addsUpOverTimeAndIsNeverNegative(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition()); // the seed is the name
    var size = new Size(random.nextInt(64), random.nextInt(1 << 17));
    var middle = START.plusMillis(random.nextLong(100_000_000));
    var end = middle.plusMillis(random.nextLong(100_000_000));

    var whole = costs.nanoDollarsBetween(size, START, end);
    var parts =
        costs.nanoDollarsBetween(size, START, middle) + costs.nanoDollarsBetween(size, middle, end);

    assertThat(whole - parts).isBetween(0L, 2L); // each part rounds down
    assertThat(costs.nanoDollarsBetween(size, end, START)).isZero();
    assertThat(costs.savedNanoDollars(size, START, middle, end)).isNotNegative();
  }
}
