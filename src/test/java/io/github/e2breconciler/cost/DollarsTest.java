package io.github.e2breconciler.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DollarsTest {

  @ParameterizedTest
  @CsvSource({"0.0005078975000000001, 0.000508", "0.30000000000000004, 0.3", "0, 0", "12, 12"})
  void areShownToTheMillionth(double dollars, double shown) {
    assertThat(Dollars.rounded(dollars)).isEqualTo(shown);
  }
}
