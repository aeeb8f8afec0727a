package io.github.e2breconciler.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonTest {

  record Answer(Instant at, Duration agoSeconds, @Nullable String next, List<Duration> seconds) {}

  record Question(String name, int count, boolean plan, @Nullable List<Inner> inner) {}

  record Inner(long value) {}

  @Test
  void writesTimesInUtcAndDurationsInSeconds() {
    var answer =
        new Answer(
            Instant.parse("2026-08-21T20:00:22.5Z"),
            Duration.ofMinutes(2),
            null,
            List.of(Duration.ofMillis(1_500), Duration.ZERO));

    assertThat(Json.text(answer))
        .isEqualTo(
            "{\"at\":\"2026-08-21T20:00:22.500Z\",\"agoSeconds\":120,\"next\":null,"
                + "\"seconds\":[1.5,0]}");
  }

  @Test
  void readsARecord() {
    assertThat(read("{\"name\":\"ž\",\"count\":2,\"plan\":true,\"inner\":[{\"value\":3}]} "))
        .isEqualTo(new Question("ž", 2, true, List.of(new Inner(3))));
  }

  @Test
  void leavesOutWhatIsMissing() {
    assertThat(read("{}").count()).isZero();
    assertThat(read("{\"inner\":null}").inner()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'nam':'a'} | unknown field: nam",
        "{'name':'a','inner':[{'v':1}]} | unknown field: inner.[0].v",
        "{'name':'a','name':'b'} | body is not strict JSON",
        "{'name':'a'}{} | body must be a JSON object",
        "{'name':'a'}x | body is not strict JSON",
        "{'name':7} | bad value of field: name",
        "{'name':true} | bad value of field: name",
        "{'count':'7'} | bad value of field: count",
        "{'count':1.5} | bad value of field: count",
        "{'count':99999999999} | bad value of field: count",
        "{'plan':1} | bad value of field: plan",
        "[] | body must be a JSON object",
        "'text' | body must be a JSON object",
        "null | body is null",
        "{ | body is not strict JSON",
      })
  void refusesWhatDoesNotFit(String json, String why) {
    assertThatExceptionOfType(BadRequest.class)
        .isThrownBy(() -> read(json.replace('\'', '"')))
        .withMessage(why);
  }

  @Test
  void refusesBadUtf8() {
    assertThatExceptionOfType(BadRequest.class)
        .isThrownBy(() -> Json.read("{\"name\":\"é\"}".getBytes(ISO_8859_1), Question.class))
        .withMessage("body is not UTF-8");
  }

  private static Question read(String json) {
    return Json.read(json.getBytes(UTF_8), Question.class);
  }
}
