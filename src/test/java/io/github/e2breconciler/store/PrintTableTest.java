package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class PrintTableTest {

  private static final int STEPS = 2_000;

  private record Print(long high, long low) {}

  private final PrintTable table = new PrintTable();

  @Test
  void tellsPrintsApartByEitherHalf() {
    table.put(1, 1, 11);
    table.put(1, 2, 12);
    table.put(2, 1, 21);

    assertThat(table.find(1, 1)).isEqualTo(11);
    assertThat(table.find(1, 2)).isEqualTo(12);
    assertThat(table.find(2, 1)).isEqualTo(21);
    assertThat(table.find(2, 2)).isEqualTo(PrintTable.NONE);
  }

  @Test
  void holdsThePrintOfZeros() {
    table.put(0, 0, 7);
    assertThat(table.find(0, 0)).isEqualTo(7);

    table.remove(0, 0);
    assertThat(table.find(0, 0)).isEqualTo(PrintTable.NONE);
  }

  @Test
  void refusesThePlaceThatMarksAFreeSlot() {
    assertThatThrownBy(() -> table.put(1, 1, PrintTable.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesAtMost32BytesAPrintWhileItGrows() {
    var random = new SplittableRandom(1);
    for (var i = 1; i <= 20_000; i++) {
      table.put(random.nextLong(), random.nextLong(), i);

      assertThat(table.bytes()).isLessThanOrEqualTo(Math.max(2_048, 32L * i));
    }
  }

  @Test
  void givesBackWhatWasPruned() {
    for (var i = 1; i <= 20_000; i++) {
      table.put(i * 0x9e37_79b9_7f4a_7c15L, i, i);
    }
    for (var i = 1; i <= 20_000; i++) {
      table.remove(i * 0x9e37_79b9_7f4a_7c15L, i);
    }

    assertThat(table.bytes()).isLessThanOrEqualTo(2_048);
  }

  @RepeatedTest(200)
  void holdsWhatAMapHolds(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var model = new HashMap<Print, Long>();
    var growing = random.nextInt(30, 90); // per cent of the steps that add

    for (var step = 1L; step <= STEPS; step++) {
      var print = print(random);
      if (random.nextInt(100) < (step < STEPS / 2 ? growing : 100 - growing)) {
        model.put(print, step);
        table.put(print.high(), print.low(), step);
      } else {
        model.remove(print);
        table.remove(print.high(), print.low());
      }
    }

    assertHolds(model);
  }

  /** Few, and most of them where the array ends, so that they are in each other's way. */
  private static Print print(SplittableRandom random) {
    var high = random.nextInt(4) == 0 ? random.nextLong(50) << 58 : -1L - random.nextLong(50);
    return new Print(high, random.nextLong(10));
  }

  private void assertHolds(Map<Print, Long> model) {
    for (var low = 0; low < 10; low++) {
      for (var i = 0L; i < 50; i++) {
        assertHolds(model, new Print(i << 58, low));
        assertHolds(model, new Print(-1L - i, low));
      }
    }
  }

  private void assertHolds(Map<Print, Long> model, Print print) {
    assertThat(table.find(print.high(), print.low()))
        .isEqualTo(model.getOrDefault(print, PrintTable.NONE));
  }
}
