package io.github.e2breconciler.inventory;

import static io.github.e2breconciler.testing.Events.SANDBOX;
import static io.github.e2breconciler.testing.Events.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BeliefCodecTest {

  private static final SandboxKey KEY = new SandboxKey(new AccountId("default"), SANDBOX);

  @Test
  void readsBackWhatNothingWasSaidOf() {
    var blank = Belief.blank(KEY);

    assertThat(BeliefCodec.decode(KEY, BeliefCodec.encode(blank))).isEqualTo(blank);
  }

  @RepeatedTest(500)
  void readsBackWhatItWrote(RepetitionInfo repetition) {
    var belief = Beliefs.of(KEY, new Random(repetition.getCurrentRepetition()));

    assertThat(BeliefCodec.decode(KEY, BeliefCodec.encode(belief))).isEqualTo(belief);
  }

  /** As versions wrote it that kept the newest events of a run only. */
  @Test
  void takesTheEarliestThatIsStoredForTheFirstHeard() {
    var stored =
        """
        {"runs":[{"id":"b","alive":"2026-01-01T00:00:30Z","ended":"2026-01-01T00:00:50Z"}]}
        """;

    assertThat(BeliefCodec.decode(KEY, stored).executions().getFirst().firstHeardAt())
        .isEqualTo(at(30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1]x", "{\"runs\":[{\"started\":\"yesterday\"}]}"})
  void refusesWhatItDidNotWrite(String text) {
    assertThatThrownBy(() -> BeliefCodec.decode(KEY, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(KEY.toString());
  }
}
