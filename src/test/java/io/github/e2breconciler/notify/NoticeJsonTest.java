package io.github.e2breconciler.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.e2breconciler.testing.FakeClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NoticeJsonTest {

  private final NoticeJson json = new NoticeJson(URI.create("https://reconciler.example.org/"));

  @Test
  void tellsProgramsWhatWillHappenAndHowToSnooze() throws IOException {
    assertThat(written(json, Sample.ending("case-1/ending/pause")).toString())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {
                      "id": "case-1/ending/pause",
                      "type": "ending",
                      "at": "2026-01-01T00:00:00Z",
                      "account": "default",
                      "sandbox": "iabc",
                      "owner": "job-42",
                      "case": "case-1",
                      "policy": "crashed-workers",
                      "reason": "its lease expired",
                      "action": "pause",
                      "due": "2026-01-01T00:05:00Z",
                      "secondsLeft": 300,
                      "snooze": {
                        "method": "POST",
                        "url": "https://reconciler.example.org/api/cases/case-1/snooze",
                        "body": {"for": "2h", "reason": "…"}
                      },
                      "text": "Sandbox iabc of job-42 will be paused in 5m at the earliest (policy \
                    crashed-workers: its lease expired). To keep it renew its lease, or POST \
                    https://reconciler.example.org/api/cases/case-1/snooze \
                    {\\"for\\":\\"2h\\",\\"reason\\":\\"…\\"}."
                    }
                    """)
                .toString());
  }

  @Test
  void tellsPeopleWhatWasDone() throws IOException {
    assertThat(text(Notice.Type.ENDED, "kill", "job-42"))
        .isEqualTo(
            "Sandbox iabc of job-42 was killed (policy crashed-workers: its lease expired).");
    assertThat(text(Notice.Type.ENDED, "pause", null))
        .startsWith("Sandbox iabc of nobody we know was paused");
    assertThat(text(Notice.Type.CONDEMNED, "notify", "job-42")).contains("is condemned");
    assertThat(text(Notice.Type.ESCALATED, "kill", "job-42"))
        .contains("needs a human")
        .endsWith("see /api/cases/case-1");
  }

  @Test
  void hasNoTimeLeftAfterwards() throws IOException {
    var node =
        new ObjectMapper()
            .readTree(
                json.body(
                    List.of(Sample.ending("n")), FakeClock.START.plus(Duration.ofMinutes(6))));

    assertThat(node.path("notices").path(0).path("secondsLeft").asLong(-1)).isZero();
  }

  @Test
  void namesThePathAloneWhereNobodySaidWhereItIs() throws IOException {
    var node = written(new NoticeJson(null), Sample.ending("n"));

    assertThat(node.path("snooze").path("url").asText()).isEqualTo("/api/cases/case-1/snooze");
  }

  private String text(Notice.Type type, String action, @Nullable String owner) throws IOException {
    return written(json, Sample.notice("n", type, action, null, owner)).path("text").asText();
  }

  private static JsonNode written(NoticeJson json, Notice notice) throws IOException {
    return new ObjectMapper()
        .readTree(json.body(List.of(notice), FakeClock.START))
        .path("notices")
        .path(0);
  }
}
