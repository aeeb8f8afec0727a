package io.github.e2breconciler.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Reads;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PricesTest {

  @Test
  void arePublishedOnesByDefault() {
    assertThat(Reads.read("", Prices::read))
        .isEqualTo(new Prices(14_000, 4_500, Duration.ofHours(24)));
  }

  @Test
  void readEveryKey() {
    var yaml = "vcpu-second: 0.000000001\ngib-second: 1\nlongest-run: 1h";

    assertThat(Reads.read(yaml, Prices::read))
        .isEqualTo(new Prices(1, 1_000_000_000, Duration.ofHours(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vcpu-second: -1 | vcpu-second is not a price in dollars with at most 9 decimals: -1",
        "vcpu-second: 1e-5 | vcpu-second is not a price in dollars with at most 9 decimals: 1e-5",
        "gib-second: 0.0000000001 | gib-second is not a price in dollars with at most 9 decimals:"
            + " 0.0000000001",
        "gib-second: 1.1 | gib-second is 1.1, more than a dollar a second",
        "longest-run: 59s | longest-run is 59s, less than 1m",
        "longest-run: 367d | longest-run is 367d, more than 366d"
      })
  void refuseEachViolation(String yaml, String problem) {
    assertThat(Reads.problems(yaml, Prices::read)).containsExactly(problem + " (line 1)");
  }
}
