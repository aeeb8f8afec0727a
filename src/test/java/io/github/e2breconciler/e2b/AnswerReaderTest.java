package io.github.e2breconciler.e2b;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.e2breconciler.e2b.E2bException.Kind;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

final class AnswerReaderTest {

  private static final String ROWS =
      """
      [{"id":"1","type":"sandbox.lifecycle.killed","timestamp":"2026-08-21T20:00:22Z","sandboxId":"iabc"}]\
      """;

  private final AnswerReader reader = new AnswerReader(CodecReader::read);

  @Test
  void readsRowsInUtf8() {
    assertThat(reader.feedPage(answer(ROWS, UTF_8)).events()).hasSize(1);
  }

  @Test
  void takesAnotherEncodingForMalformed() {
    for (var charset : List.of(UTF_16BE, UTF_16LE)) {
      assertThatExceptionOfType(E2bException.class)
          .as(charset.name())
          .isThrownBy(() -> reader.feedPage(answer(ROWS, charset)))
          .matches(e -> e.kind() == Kind.MALFORMED);
    }
  }

  private static Answer answer(String body, Charset charset) {
    return new Answer(Operation.EVENTS, 200, Headers.of(), body.getBytes(charset), Instant.EPOCH);
  }
}
