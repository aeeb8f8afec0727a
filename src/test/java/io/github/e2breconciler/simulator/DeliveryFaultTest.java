package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.e2breconciler.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault of webhooks on their way, as a receiver sees it. */
final class DeliveryFaultTest {

  private static final Secret SECRET = Secret.of("whsec_test");

  private record Heard(Map<String, String> headers, String body, boolean verified) {

    JsonNode json() throws JsonProcessingException {
      return Exchange.JSON.readTree(body);
    }
  }

  /** Keeps what it hears. */
  private static final class Receiver implements Delivery {

    private final List<Heard> heard = new ArrayList<>();
    private final List<Duration> slow = new ArrayList<>();

    @Override
    public int post(URI url, Map<String, String> headers, byte[] body) {
      var verified = Signature.of(SECRET, body).equals(headers.get("e2b-signature"));
      heard.add(new Heard(headers, new String(body, UTF_8), verified));
      return 200;
    }

    @Override
    public int postSlowly(URI url, Map<String, String> headers, byte[] body, Duration over) {
      slow.add(over);
      return post(url, headers, body);
    }
  }

  private final WorldFixture e2b = new WorldFixture();
  private final FaultsInForce faults = new FaultsInForce(e2b.world, new SplittableRandom(5));
  private final Receiver receiver = new Receiver();
  private final WebhookSender sender =
      new WebhookSender(e2b.world, faults, new SplittableRandom(6), receiver, Runnable::run);

  @ParameterizedTest
  @EnumSource
  void happens(DeliveryMenu line) throws JsonProcessingException {
    e2b.team.addWebhook(
        new Webhook.Settings(
            "test", URI.create("http://127.0.0.1:1/hook"), true, EventTypes.ALL, SECRET));
    faults.put(FaultPlan.parse("faults: [{fault: " + line.label() + "}]"));
    e2b.create();

    sender.step();

    happened(line);
    assertThat(faults.strikes().get(line.label())).isPositive();
  }

  @Test
  void strikesTheTypesItIsToldTo() {
    e2b.team.addWebhook(
        new Webhook.Settings(
            "test", URI.create("http://127.0.0.1:1/hook"), true, EventTypes.ALL, SECRET));
    faults.put(FaultPlan.parse("faults: [{fault: webhook-lost, events: [killed, paused]}]"));
    var sandbox = e2b.create();
    e2b.team.kill(sandbox.id(), Asker.CUSTOMER);

    sender.step();

    assertThat(receiver.heard).hasSize(1);
    assertThat(sender.counts().lost()).isEqualTo(1);
  }

  private void happened(DeliveryMenu line) throws JsonProcessingException {
    switch (line) {
      case WEBHOOK_LOST -> {
        assertThat(receiver.heard).isEmpty();
        assertThat(sender.counts().lost()).isEqualTo(1);
      }
      case WEBHOOK_DELAYED -> {
        assertThat(receiver.heard).isEmpty();
        after(Duration.ofSeconds(5));
        assertThat(receiver.heard).hasSize(1);
      }
      case WEBHOOK_REORDERED -> {
        for (var i = 0; i < 20; i++) {
          e2b.create();
        }
        for (var i = 0; i < 60; i++) {
          after(Duration.ofMillis(100));
        }
        assertThat(receiver.heard).hasSize(21);
        assertThat(ids()).isNotEqualTo(created()).containsExactlyInAnyOrderElementsOf(created());
      }
      case WEBHOOK_DUPLICATED -> {
        assertThat(receiver.heard).hasSize(2);
        assertThat(receiver.heard.getFirst().body()).isEqualTo(receiver.heard.getLast().body());
        assertThat(receiver.heard.getFirst().headers())
            .isNotEqualTo(receiver.heard.getLast().headers());
      }
      case WEBHOOK_FORGED -> {
        assertThat(receiver.heard).extracting(Heard::verified).containsExactly(true, false);
        assertThat(receiver.heard.getLast().json().get("type").textValue())
            .isEqualTo(EventTypes.KILLED);
      }
      case WEBHOOK_REPLAYED -> {
        after(Duration.ofMinutes(10)); // it has ended meanwhile, which is an event of its own
        var first = receiver.heard.getFirst();
        assertThat(receiver.heard).filteredOn(it -> it.body().equals(first.body())).hasSize(2);
        assertThat(receiver.heard).hasSize(3);
        assertThat(sender.counts().attempts()).isEqualTo(2);
      }
      case WEBHOOK_TRAILING_BYTES -> {
        assertThat(receiver.heard).extracting(Heard::verified).containsExactly(true, true);
        assertThat(receiver.heard.getLast().body())
            .startsWith(receiver.heard.getFirst().body())
            .endsWith("sandbox.lifecycle.killed\"}");
      }
      case WEBHOOK_V1 ->
          assertThat(only().json().has("sandboxId") && !only().json().has("id")).isTrue();
      case WEBHOOK_CAMEL_CASE ->
          assertThat(only().json().has("sandboxId") && only().json().has("id")).isTrue();
      case WEBHOOK_UNKNOWN_TYPE ->
          assertThat(only().json().get("type").textValue())
              .isEqualTo("sandbox.lifecycle.hibernated");
      case WEBHOOK_UNKNOWN_VERSION ->
          assertThat(only().json().get("version").textValue()).isEqualTo("v9");
      case WEBHOOK_UNKNOWN_SIGNATURE ->
          assertThat(only().headers()).containsEntry("e2b-signature-version", "v2");
      case WEBHOOK_FIELD_MISSING -> assertThat(only().json().has("sandbox_execution_id")).isFalse();
      case WEBHOOK_OTHER_SECRET -> assertThat(only().verified()).isFalse();
      case WEBHOOK_UNREACHABLE -> {
        for (var i = 0; i < 5; i++) {
          after(Duration.ofSeconds(10));
        }
        assertThat(receiver.heard).isEmpty();
        assertThat(sender.counts().attempts()).isEqualTo(4);
        assertThat(sender.counts().givenUp()).isEqualTo(1);
      }
      case WEBHOOK_SLOW -> assertThat(receiver.slow).containsExactly(Duration.ofSeconds(5));
      case WEBHOOK_SILENT -> {
        assertThat(receiver.heard).isEmpty();
        var webhook = e2b.team.webhooks().getFirst().id();
        assertThat(e2b.attempts(webhook).getFirst().errorClass()).isEqualTo("timeout");
      }
    }
  }

  private void after(Duration length) {
    e2b.clock.advance(length);
    sender.step();
  }

  private Heard only() {
    assertThat(receiver.heard).hasSize(1);
    return receiver.heard.getFirst();
  }

  private List<String> ids() throws JsonProcessingException {
    var ids = new ArrayList<String>();
    for (var heard : receiver.heard) {
      ids.add(Objects.requireNonNull(heard.json().get("sandbox_id")).textValue());
    }
    return ids;
  }

  private List<String> created() {
    return e2b.events().stream().map(event -> event.sandbox().value()).toList();
  }
}
