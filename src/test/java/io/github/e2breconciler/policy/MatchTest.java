package io.github.e2breconciler.policy;

import static io.github.e2breconciler.policy.Cases.ACCOUNT;
import static io.github.e2breconciler.policy.Cases.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MatchTest {

  private static final Map<String, String> METADATA = Map.of("kind", "worker", "zone", "eu");

  @Test
  void matchesAllWhenNothingIsSaid() {
    assertThat(Match.ALL.matches(running())).isTrue();
  }

  @Test
  void wantsEverythingThatIsSaid() {
    var kinds = Map.of("kind", Set.of("worker", "agent"));

    assertThat(matches(new Match(ACCOUNT, Set.of("base"), kinds, Set.of("zone")))).isTrue();
    assertThat(matches(new Match(new AccountId("other"), Set.of("base"), kinds, Set.of("zone"))))
        .isFalse();
    assertThat(matches(new Match(ACCOUNT, Set.of("other"), kinds, Set.of("zone")))).isFalse();
    assertThat(matches(new Match(ACCOUNT, Set.of("base"), kinds, Set.of("owner")))).isFalse();
    assertThat(
            matches(new Match(ACCOUNT, Set.of("base"), Map.of("kind", Set.of("agent")), Set.of())))
        .isFalse();
    assertThat(matches(new Match(null, Set.of(), Map.of("owner", Set.of("")), Set.of()))).isFalse();
  }

  @Test
  void containsOnlyWhatCarriesAllOfTheScope() {
    assertThat(new Scope(Map.of("kind", "worker")).contains(METADATA)).isTrue();
    assertThat(new Scope(METADATA).contains(METADATA)).isTrue();
    assertThat(new Scope(METADATA).contains(Map.of("kind", "worker"))).isFalse();
    assertThat(new Scope(Map.of("kind", "agent")).contains(METADATA)).isFalse();
  }

  @Test
  void containsNothingInAnEmptyScope() {
    assertThat(new Scope(Map.of()).contains(METADATA)).isFalse();
    assertThat(new Scope(Map.of()).contains(Map.of())).isFalse();
  }

  @Test
  void protectsByAnyOneThing() {
    var metadata = Map.of("keep", "true", "kind", "worker");
    var none = new Protection(Map.of("keep", "true"), Set.of("other"), Set.of());

    assertThat(none.reasonFor(running(METADATA))).isNull();
    assertThat(new Protection(metadata, Set.of(), Set.of()).reasonFor(running(METADATA)))
        .isEqualTo("protected by metadata kind");
    assertThat(new Protection(Map.of(), Set.of("base"), Set.of()).reasonFor(running()))
        .isEqualTo("protected by template base");
    assertThat(
            new Protection(Map.of(), Set.of(), Set.of(new SandboxId("iabc-client")))
                .reasonFor(running()))
        .isEqualTo("protected by id");
  }

  private static boolean matches(Match match) {
    return match.matches(running(METADATA));
  }
}
