package io.github.e2breconciler.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScopeTest {

  private static final Scope NOTHING = new Scope(Map.of());
  private static final Scope APP = new Scope(Map.of("app", "x"));

  @Test
  void containsWhatCarriesAllOfIt() {
    assertThat(APP.contains(Map.of("app", "x", "kind", "y"))).isTrue();
    assertThat(APP.contains(Map.of("app", "y"))).isFalse();
    assertThat(NOTHING.contains(Map.of("app", "x"))).isFalse();
  }

  @Test
  void overlapsUnlessAKeyHasAnotherValue() {
    assertThat(APP.overlaps(APP)).isTrue();
    assertThat(APP.overlaps(new Scope(Map.of("app", "x", "kind", "y")))).isTrue();
    assertThat(APP.overlaps(new Scope(Map.of("kind", "y")))).isTrue();
    assertThat(APP.overlaps(new Scope(Map.of("kind", "y", "app", "z")))).isFalse();
    assertThat(new Scope(Map.of("kind", "y", "app", "z")).overlaps(APP)).isFalse();
    assertThat(APP.overlaps(NOTHING)).isFalse();
    assertThat(NOTHING.overlaps(APP)).isFalse();
  }
}
