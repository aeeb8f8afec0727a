package io.github.e2breconciler.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictJsonTest {

  @Test
  void keepsTextsIntegersAndObjects() throws MalformedException {
    var json = " {\"a\":\"ž\",\"b\":-7,\"c\":{\"d\":\"e\"},\"f\":[{}],\"g\":null,\"h\":1e3}\r\n\t ";

    assertThat(StrictJson.object(json.getBytes(UTF_8)))
        .isEqualTo(Map.of("a", "ž", "b", -7L, "c", Map.of("d", "e")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "[]", "[{}]", "\"text\"", "7", "hello", "\uFEFF{}"})
  void refusesWhatIsNoObject(String body) {
    assertRefused(body.getBytes(UTF_8));
  }

  /** Length extension appends 0x80, zeros and a length, then whatever the attacker likes. */
  @ParameterizedTest
  @ValueSource(strings = {"{}{}", "{}x", "{}\u0000", "{} \u0000", "{},", "{}]", "{}\"a\":1}"})
  void refusesBytesAfterTheObject(String body) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> StrictJson.object(body.getBytes(UTF_8)))
        .withMessage("body goes on after the JSON object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}\u0080", // the padding's first byte
        "{\"a\":\"\u00c0\u0080\"}", // an overlong zero
        "{\"a\":\"\u00ed\u00a0\u0080\"}", // half a surrogate pair
        "{\"a\":\"\u00e9\"}", // Latin-1
        "{\"a\":\"\u00f4\u0090\u0080\u0080\"}" // beyond Unicode
      })
  void refusesBadUtf8(String bytes) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> StrictJson.object(bytes.getBytes(ISO_8859_1)))
        .withMessage("body is not UTF-8");
  }

  @Test
  void refusesAnotherEncoding() {
    assertRefused("{}".getBytes(UTF_16LE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":2}",
        "{\"a\":null,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"x\":{\"a\":1,\"a\":1}}",
        "{\"x\":[[{\"a\":1,\"a\":1}]]}"
      })
  void refusesAKeyTwiceAtAnyDepth(String body) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> StrictJson.object(body.getBytes(UTF_8)))
        .withMessage("body has a key twice in one object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"a\"}",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{/**/}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\u0000\"}",
        "{\"a\":[1}",
        "{\"a\":[1,"
      })
  void refusesLooseJson(String body) {
    assertRefused(body.getBytes(UTF_8));
  }

  @Test
  void refusesDeepNesting() {
    assertRefused(("{\"a\":" + "[".repeat(100_000)).getBytes(UTF_8));
    assertRefused("{\"a\":".repeat(100_000).getBytes(UTF_8));
  }

  private static void assertRefused(byte[] body) {
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> StrictJson.object(body));
  }
}
