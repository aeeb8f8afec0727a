package io.github.e2breconciler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class EarshotTest {

  private int ticks;
  private boolean reachable;
  private final Earshot earshot =
      new Earshot(
          () -> {
            ticks++;
            return Duration.ofSeconds(2);
          },
          () -> reachable);

  @Test
  void ticksOnlyWhilePeopleCanReachUs() {
    assertThat(earshot.get()).isEqualTo(Duration.ofSeconds(1));
    assertThat(ticks).isZero();

    reachable = true;
    assertThat(earshot.get()).isEqualTo(Duration.ofSeconds(2));
    assertThat(ticks).isOne();
  }
}
