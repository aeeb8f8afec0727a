package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

final class SeenEventsTest {

  private final SeenEvents seen = new SeenEvents();

  @Test
  void knowsEventsByAccountAndId() {
    seen.add("a", "bc", 1);
    seen.add("ab", "c", 2);

    assertThat(seen.placeOf("a", "bc")).isEqualTo(1);
    assertThat(seen.placeOf("ab", "c")).isEqualTo(2);
    assertThat(seen.placeOf("a", "c")).isNull();
    assertThat(seen.placeOf("b", "bc")).isNull();
  }

  @Test
  void tellsSpellingsOfOneIdApart() {
    var id = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    seen.add("a", id, 1);

    assertThat(seen.placeOf("a", id.toUpperCase(Locale.ROOT))).isNull();
  }

  @Test
  void forgetsWhatIsRemovedOnly() {
    for (var i = 1; i <= 1_000; i++) {
      seen.add("a", "e" + i, i);
    }
    for (var i = 1; i <= 1_000; i += 2) {
      seen.remove("a", "e" + i);
    }

    for (var i = 1; i <= 1_000; i++) {
      assertThat(seen.placeOf("a", "e" + i)).isEqualTo(i % 2 == 0 ? Long.valueOf(i) : null);
    }
  }
}
