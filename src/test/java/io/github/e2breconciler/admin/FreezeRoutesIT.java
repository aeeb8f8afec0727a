package io.github.e2breconciler.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class FreezeRoutesIT {

  private static final String PATH = "/api/freeze";

  private final AdminFixture admin;

  FreezeRoutesIT(@TempDir Path folder) {
    admin = new AdminFixture(folder);
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @Test
  void isNotFrozenAtFirst() {
    var shown = admin.get(PATH).json();

    assertThat(shown.path("frozen").asBoolean()).isFalse();
    assertThat(shown.path("reason").isNull()).isTrue();
    assertThat(shown.path("since").isNull()).isTrue();
    assertThat(shown.path("accounts").findValuesAsText("account")).containsExactly("alpha", "beta");
    assertThat(shown.path("accounts").findValuesAsText("frozen")).containsExactly("false", "false");
  }

  @Test
  void freezesEverything() {
    admin.clock.advance(Duration.ofSeconds(90));

    var frozen = admin.put(PATH, "{\"reason\":\"migration\",\"account\":null}");

    assertThat(frozen.status()).isEqualTo(200);
    assertThat(frozen.json().path("frozen").asBoolean()).isTrue();
    assertThat(frozen.json().path("reason").asText()).isEqualTo("migration");
    assertThat(frozen.json().path("since").asText()).isEqualTo("2026-01-01T00:01:30Z");
    assertThat(frozen.json().at("/accounts/1/frozen").asBoolean()).isTrue();
    assertThat(frozen.json().at("/accounts/1/reason").asText()).isEqualTo("migration");
    assertThat(admin.get(PATH).json()).isEqualTo(frozen.json());
  }

  @Test
  void keepsAReasonOnOneLineSoThatItWritesNoLineOfTheLog() {
    var reason = "x\\n2026-01-01 INFO all is well\\u001b[2J\\u2028y";

    var frozen = admin.put(PATH, "{\"reason\":\"" + reason + "\"}").json();

    assertThat(frozen.path("reason").asText()).isEqualTo("x?2026-01-01 INFO all is well?[2J?y");
  }

  /** Who means one account must not lift them all. */
  @Test
  void liftsNothingByAParameterThatItDoesNotKnow() {
    admin.put(PATH, "{\"reason\":\"migration\"}");

    var refused = admin.delete(PATH + "?account=beta", "{\"reason\":\"was nothing\"}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error()).isEqualTo("unknown parameter: account");
    assertThat(admin.get(PATH).json().at("/accounts/1/frozen").asBoolean()).isTrue();
  }

  @Test
  void freezesAndLiftsOneAccount() {
    var frozen = admin.put(PATH, "{\"reason\":\"odd\",\"account\":\"beta\"}").json();
    var lifted = admin.delete(PATH, "{\"reason\":\"was nothing\",\"account\":\"beta\"}");

    assertThat(frozen.path("frozen").asBoolean()).isTrue();
    assertThat(frozen.at("/accounts/0/frozen").asBoolean()).isFalse();
    assertThat(frozen.at("/accounts/1/frozen").asBoolean()).isTrue();
    assertThat(lifted.status()).isEqualTo(200);
    assertThat(lifted.json().path("frozen").asBoolean()).isFalse();
  }

  @Test
  void leavesAnAccountFrozenByWhatFreezesAll() {
    admin.put(PATH, "{\"reason\":\"all\"}");
    admin.put(PATH, "{\"reason\":\"own\",\"account\":\"beta\"}");

    var both = admin.get(PATH).json();
    var lifted = admin.delete(PATH, "{\"reason\":\"x\",\"account\":\"beta\"}").json();

    assertThat(both.path("reason").asText()).isEqualTo("all");
    assertThat(both.at("/accounts/1/reason").asText()).isEqualTo("own");
    assertThat(lifted.at("/accounts/1/frozen").asBoolean()).isTrue();
    assertThat(lifted.at("/accounts/1/reason").asText()).isEqualTo("all");
  }

  @Test
  void liftsEverything() {
    admin.put(PATH, "{\"reason\":\"all\"}");
    admin.put(PATH, "{\"reason\":\"own\",\"account\":\"beta\"}");

    var lifted = admin.delete(PATH, "{\"reason\":\"done\"}").json();

    assertThat(lifted.path("frozen").asBoolean()).isFalse();
    assertThat(lifted.at("/accounts/1/frozen").asBoolean()).isFalse();
    assertThat(admin.delete(PATH, "{\"reason\":\"done\"}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"reason\":\"\"}", "{\"reason\":\" \"}", "{\"reson\":\"x\"}"})
  void wantsAReason(String body) {
    admin.put(PATH, "{\"reason\":\"all\"}");

    assertThat(admin.put(PATH, body).status()).isEqualTo(400);
    assertThat(admin.delete(PATH, body).status()).isEqualTo(400);
    assertThat(admin.get(PATH).json().path("frozen").asBoolean()).isTrue();
  }

  @Test
  void knowsNoOtherAccount() {
    var gamma = "{\"reason\":\"x\",\"account\":\"gamma\"}";

    assertThat(admin.put(PATH, gamma).status()).isEqualTo(404);
    assertThat(admin.delete(PATH, gamma).status()).isEqualTo(404);
    assertThat(admin.get(PATH).json().path("frozen").asBoolean()).isFalse();
    assertThat(admin.post(PATH, gamma).status()).isEqualTo(405);
  }
}
