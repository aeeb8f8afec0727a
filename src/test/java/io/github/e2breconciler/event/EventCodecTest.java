package io.github.e2breconciler.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.event.EventCodec.Decoded;
import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.ExecutionRun;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventCodecTest {

  private static final String KILLED =
      """
      {"id":"event-1","version":"v2","type":"sandbox.lifecycle.killed",
       "timestamp":"2026-08-21T20:00:22.123456789Z","event_category":"lifecycle",
       "event_label":"kill","event_data":{
         "execution":{"execution_time":61234,"memory_mb":512,
                      "started_at":"2026-08-21T19:59:21Z","vcpu_count":2},
         "kill_reason":"timeout","sandbox_metadata":{"owner":"job-42"}},
       "sandbox_id":"iabc123def456ghi789jk","sandbox_execution_id":"run-1",
       "sandbox_template_id":"template-1","sandbox_build_id":"build-1",
       "sandbox_team_id":"team-1"}
      """;

  @Test
  void readsWhatAWebhookSends() {
    var killed = (LifecycleEvent.Killed) event(KILLED);

    assertThat(killed.header().id()).isEqualTo("event-1");
    assertThat(killed.at()).isEqualTo(Instant.parse("2026-08-21T20:00:22.123456789Z"));
    assertThat(killed.sandbox()).isEqualTo(new SandboxId("iabc123def456ghi789jk"));
    assertThat(killed.header().execution()).isEqualTo(new ExecutionId("run-1"));
    assertThat(killed.header().template()).isEqualTo("template-1");
    assertThat(killed.header().build()).isEqualTo("build-1");
    assertThat(killed.header().team()).isEqualTo("team-1");
    assertThat(killed.header().metadata()).isEqualTo(Map.of("owner", "job-42"));
    assertThat(killed.reason()).isEqualTo("timeout");
    assertThat(killed.run())
        .isEqualTo(
            new ExecutionRun(
                Instant.parse("2026-08-21T19:59:21Z"),
                new Size(2, 512),
                Duration.ofMillis(61_234)));
  }

  @Test
  void readsWhatTheFeedSends() {
    var feed = EventCodec.encodeFeed(event(KILLED));

    assertThat(new String(feed, UTF_8)).contains("\"sandboxId\":\"iabc123def456ghi789jk\"");
    assertThat(event(feed)).isEqualTo(event(KILLED));
  }

  @Test
  void keepsTheSendersOwnSpellingOfIdAndTime() {
    var body =
        """
        {"type":"sandbox.lifecycle.paused","sandboxId":"iabc-client",
         "timestamp":"2026-08-21T22:00:22.50+02:00"}
        """;

    var decoded = (Decoded.Event) EventCodec.decode(body.getBytes(UTF_8));

    assertThat(decoded.sandboxText()).isEqualTo("iabc-client");
    assertThat(decoded.timestampText()).isEqualTo("2026-08-21T22:00:22.50+02:00");
    assertThat(decoded.event().sandbox()).isEqualTo(new SandboxId("iabc"));
    assertThat(decoded.event().at()).isEqualTo(Instant.parse("2026-08-21T20:00:22.5Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "create, created",
    "created, created",
    "kill, killed",
    "killed, killed",
    "pause, paused",
    "resume, resumed",
    "update, updated",
    "checkpoint, checkpointed",
    "checkpointed, checkpointed"
  })
  void namesTheTypeOfALegacyBody(String label, String past) {
    assertThat(legacy(label).header().type()).isEqualTo("sandbox.lifecycle." + past);
  }

  @Test
  void keepsALegacyLabelThatItDoesNotKnow() {
    var event = legacy("explode");

    assertThat(event).isInstanceOf(LifecycleEvent.Unrecognised.class);
    assertThat(event.header().type()).isEqualTo("sandbox.lifecycle.explode");
  }

  @Test
  void recognisesTheSameBytesWithoutAnId() {
    var one = legacy("kill").header().id();
    var other = legacy("pause").header().id();

    assertThat(one).matches("sha256:[0-9a-f]{64}").isEqualTo(legacy("kill").header().id());
    assertThat(other).isNotEqualTo(one);
  }

  @Test
  void believesTheTypeRatherThanTheLabel() {
    var event =
        event(
            """
            {"type":"sandbox.lifecycle.paused","event_category":"lifecycle","event_label":"kill",
             "sandbox_id":"iabc","timestamp":"2026-08-21T20:00:22Z"}
            """);

    assertThat(event).isInstanceOf(LifecycleEvent.Paused.class);
  }

  @Test
  void keepsATypeThatItDoesNotKnow() {
    var event = event(withType("sandbox.lifecycle.forked"));

    assertThat(event).isInstanceOf(LifecycleEvent.Unrecognised.class);
    assertThat(EventCodec.label(event)).isEqualTo("sandbox.lifecycle.forked");
  }

  @ParameterizedTest
  @CsvSource({
    "created, create",
    "killed, kill",
    "paused, pause",
    "resumed, resume",
    "updated, update",
    "checkpointed, checkpoint"
  })
  void labelsEveryTypeThatItKnows(String past, String label) {
    assertThat(EventCodec.label(event(withType("sandbox.lifecycle." + past)))).isEqualTo(label);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",\"event_data\":null", ",\"event_data\":{}", ",\"event_data\":[1,{\"a\":1}]"})
  void doesWithoutData(String data) {
    var killed = (LifecycleEvent.Killed) event(minimal("killed", data));

    assertThat(killed.run()).isNull();
    assertThat(killed.reason()).isEmpty();
    assertThat(killed.header().metadata()).isNull();
    assertThat(killed.header().execution()).isNull();
    assertThat(killed.header().team()).isEmpty();
  }

  @Test
  void passesOverOptionalFieldsOfTheWrongType() {
    var data =
        """
        ,"sandbox_build_id":7,"sandbox_execution_id":"","event_data":{"kill_reason":5,
          "sandbox_metadata":{"kept":"yes","number":1,"flag":true,"none":null,"deep":{"a":"b"}},
          "execution":{"execution_time":-1,"vcpu_count":1.5,"memory_mb":99999999999999999999,
                       "started_at":"soon"}}
        """;

    var killed = (LifecycleEvent.Killed) event(minimal("killed", data));

    assertThat(killed.header().metadata()).isEqualTo(Map.of("kept", "yes"));
    assertThat(killed.reason()).isEmpty();
    assertThat(killed.run()).isEqualTo(new ExecutionRun(null, null, null));
    assertThat(killed.header().execution()).isNull();
  }

  @Test
  void readsTheNewEndOfAnUpdate() {
    var data = ",\"event_data\":{\"set_timeout\":\"2026-08-21T21:00:00Z\"}";

    var updated = (LifecycleEvent.Updated) event(minimal("updated", data));

    assertThat(updated.endAt()).isEqualTo(Instant.parse("2026-08-21T21:00:00Z"));
  }

  @Test
  void letsNothingThroughThatCouldBreakALogLine() {
    var event =
        event(
            """
            {"id":"a\\nb","type":"x\\u0000y\\ud800z","sandbox_id":"iabc",
             "timestamp":"2026-08-21T20:00:22Z"}
            """);

    assertThat(event.header().id()).isEqualTo("a?b");
    assertThat(event.header().type()).isEqualTo("x?y?z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'t','timestamp':'2026-08-21T20:00:22Z'} | sandbox id is missing",
        "{'type':'t','timestamp':'2026-08-21T20:00:22Z','sandbox_id':''} | sandbox id is missing",
        "{'type':'t','timestamp':'2026-08-21T20:00:22Z','sandbox_id':7} | sandbox id is missing",
        "{'type':'t','timestamp':'2026-08-21T20:00:22Z','sandbox_id':'../x'}"
            + " | sandbox id is not an id",
        "{'sandbox_id':'iabc','timestamp':'2026-08-21T20:00:22Z'} | type is missing",
        "{'sandbox_id':'iabc','event_label':'kill','timestamp':'2026-08-21T20:00:22Z'}"
            + " | type is missing",
        "{'sandbox_id':'iabc','type':'t'} | timestamp is missing",
        "{'sandbox_id':'iabc','type':'t','timestamp':1755806422} | timestamp is missing",
        "{'sandbox_id':'iabc','type':'t','timestamp':'yesterday'}"
            + " | timestamp is not an RFC 3339 time",
        "{'sandbox_id':'iabc','type':'t','timestamp':'2026-08-21T20:00:22'}"
            + " | timestamp is not an RFC 3339 time",
        "{'sandbox_id':'iabc','type':'t','timestamp':'+999999999-08-21T20:00:22Z'}"
            + " | timestamp is not an RFC 3339 time",
      })
  void refusesWhatCannotBePlaced(String body, String why) {
    assertThat(EventCodec.decode(body.replace('\'', '"').getBytes(UTF_8)))
        .isEqualTo(new Decoded.Malformed(why));
  }

  private static LifecycleEvent legacy(String label) {
    return event(
        """
        {"eventCategory":"lifecycle","eventLabel":"%s","sandboxId":"test-xxx",
         "sandboxTeamId":"team-1","timestamp":"2025-11-08T10:00:00Z"}
        """
            .formatted(label));
  }

  private static String withType(String type) {
    return """
    {"type":"%s","sandbox_id":"iabc","timestamp":"2026-08-21T20:00:22Z"}
    """
        .formatted(type);
  }

  private static String minimal(String past, String more) {
    return """
    {"type":"sandbox.lifecycle.%s","sandbox_id":"iabc","timestamp":"2026-08-21T20:00:22Z"%s}
    """
        .formatted(past, more);
  }

  private static LifecycleEvent event(String body) {
    return event(body.getBytes(UTF_8));
  }

  private static LifecycleEvent event(byte[] body) {
    return ((Decoded.Event) EventCodec.decode(body)).event();
  }
}
