package io.github.e2breconciler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulation.Failure.Trouble;
import io.github.e2breconciler.testing.FakeClock;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What somebody sees who never saw a seed fail. */
final class FailureTest {

  private static final Failure FAILURE =
      new Failure(
          Seed.of(17),
          LawName.S1,
          new SandboxId("iabc"),
          FakeClock.START.plusSeconds(3_600),
          "PAUSE of what is to be kept",
          null,
          "0:10:00.000 daemon     started");

  @Test
  void saysWhatWhomWhenAndHowToSeeItAgain() {
    assertThat(FAILURE.with(new Trouble(Duration.ofMinutes(12), Duration.ofMinutes(13))).toString())
        .contains(
            "seed 17 broke S1: nothing is ended that is owned",
            "what     PAUSE of what is to be kept",
            "to whom  iabc",
            "when     1:00:00.000 into the run",
            "if all is well from 0:13:00.000 on, and not if it is from 0:12:00.000 on",
            "-Psimulate test-compile exec:exec -Dargs=\"--seeds 17\"",
            "    0:10:00.000 daemon     started");
  }

  @Test
  void leastTroubleEndsRightAfterWhatMatters() {
    var matters = Duration.ofSeconds(1_027);
    var bisection = new Bisection((_, trouble) -> trouble.compareTo(matters) > 0);

    var least = bisection.least(FAILURE).trouble();

    assertThat(least).isNotNull();
    assertThat(matters).isBetween(least.tooShort(), least.enough());
    assertThat(least.enough().minus(least.tooShort())).isLessThan(Duration.ofSeconds(21));
  }

  @Test
  void troubleThatIsNotNeededIsSaidNotToBe() {
    var least = new Bisection((_, _) -> true).least(FAILURE);

    assertThat(least.toString()).contains("none is needed");
  }

  @Test
  void mutantIsSeenAtWork() {
    try (var _ = new Complaints()) { // hushes the log
      var mutant =
          Mutants.all().stream()
              .filter(each -> each.name().equals("ends what is protected"))
              .findFirst()
              .orElseThrow();

      var fate = mutant.hunt(LongStream.rangeClosed(1, 5));

      assertThat(fate.how())
          .contains("broke S1", "PAUSE of what is to be kept", "kind=batch", "pause      requested")
          .containsPattern("daemon {5}marked")
          .contains("--mutants " + fate.seed() + " 'ends what is protected'");
    }
  }
}
