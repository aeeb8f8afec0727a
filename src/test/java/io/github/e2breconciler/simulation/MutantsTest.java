package io.github.e2breconciler.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mutants that are caught soonest; {@code simulate --mutants} hunts them all. */
final class MutantsTest {

  private static final Complaints HUSH = new Complaints();

  @AfterAll
  static void speakAgain() {
    HUSH.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ends what is out of scope, S1",
    "kills without a pause, S1",
  })
  void someSeedCatches(String name, String law) {
    var mutant =
        Mutants.all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();

    var fate = mutant.hunt(LongStream.rangeClosed(1, 5));

    assertThat(fate.law()).as(fate.toString()).isEqualTo(law);
  }

  /** A method that was renamed must not make a mutant the daemon itself. */
  @Test
  void everyMistakeHasItsPlace() {
    for (var mutant : Mutants.all()) {
      for (var mutation : mutant.mutations()) {
        var loader = new MutantLoader(List.of(mutation));
        assertThat(loader.loaded(mutation)).as("%s", mutation).isNotNull();
      }
    }
  }

  @Test
  void mistakeWithoutAPlaceIsToldOf() {
    var nowhere = new Mutation.Answers("reap/Gate", "neverThere", "null");

    assertThatThrownBy(() -> new MutantLoader(List.of(nowhere)).loaded(nowhere))
        .hasMessageContaining("neverThere");
  }
}
