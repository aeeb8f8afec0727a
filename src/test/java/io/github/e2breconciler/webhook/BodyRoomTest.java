package io.github.e2breconciler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BodyRoomTest {

  private static final long LARGE = 1 << 20; // 1 MiB

  private final BodyRoom room = new BodyRoom();

  @Test
  void boundsWhatLargeBodiesTakeTogether() {
    assertThat(howManyFit(false)).isEqualTo(32);

    room.give(LARGE);
    assertThat(room.take(LARGE, false)).isTrue();
  }

  @Test
  void keepsHalfForThoseThatDoNotFail() {
    assertThat(howManyFit(true)).isBetween(16, 17);
    assertThat(room.take(LARGE, false)).isTrue();
  }

  @Test
  void alwaysHasRoomForAnEvent() {
    howManyFit(false);

    assertThat(room.take(BodyRoom.SMALL, true)).isTrue();
    assertThat(room.take(0, false)).isTrue();
  }

  private int howManyFit(boolean failing) {
    var fit = 0;
    while (room.take(LARGE, failing)) {
      fit++;
    }
    return fit;
  }
}
