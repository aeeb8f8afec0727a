package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.e2breconciler.config.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WebhookSenderTest {

  private static final Secret SECRET = Secret.of("whsec_test");

  /** A receiver that answers as told and keeps what it got. */
  private static final class Receiver implements Delivery {

    private final List<Post> posts = new ArrayList<>();
    private int status = 200;
    private boolean reachable = true;

    @Override
    public int post(URI url, Map<String, String> headers, byte[] body) throws IOException {
      posts.add(new Post(url, headers, new String(body, UTF_8)));
      if (!reachable) {
        throw new ConnectException("refused");
      }
      return status;
    }

    List<String> types() throws IOException {
      var types = new ArrayList<String>();
      for (var post : posts) {
        types.add(new ObjectMapper().readTree(post.body).get("type").textValue());
      }
      return types;
    }
  }

  private record Post(URI url, Map<String, String> headers, String body) {}

  private final WorldFixture e2b = new WorldFixture();
  private final Receiver receiver = new Receiver();

  @Test
  void deliversWhatHappensAfterRegistration() throws IOException {
    var sender = sender(WebhookFaults.none());
    e2b.create();
    register();
    e2b.team.kill(e2b.create().id(), Asker.CUSTOMER);

    sender.step();

    assertThat(receiver.types()).containsExactly(EventTypes.CREATED, EventTypes.KILLED);
    assertThat(sender.counts()).isEqualTo(new WebhookCounts(2, 2, 2, 0, 0));
  }

  @Test
  void deliversOnlyTypesAskedFor() throws IOException {
    var sender = sender(WebhookFaults.none());
    e2b.team.addWebhook(settings(List.of(EventTypes.KILLED), true));
    e2b.team.kill(e2b.create().id(), Asker.CUSTOMER);

    sender.step();

    assertThat(receiver.types()).containsExactly(EventTypes.KILLED);
  }

  @Test
  void disabledWebhookIsOwedNothing() {
    var sender = sender(WebhookFaults.none());
    e2b.team.addWebhook(settings(EventTypes.ALL, false));
    e2b.create();

    sender.step();

    assertThat(receiver.posts).isEmpty();
  }

  @Test
  void signsSecretAndBodyUnpadded() {
    var body =
        "{\"id\":\"00000000-0000-4000-8000-000000000001\",\"type\":\"sandbox.lifecycle.created\","
            + "\"sandbox_id\":\"iabc123def456ghi789jk\"}";

    assertThat(Signature.of(SECRET, body.getBytes(UTF_8)))
        .isEqualTo("z5Id/6ZNGU0E3IgzL0IKQH6yj45wTUgKwm7+gD7D+Cs");
  }

  @Test
  void carriesTheHeadersOfE2b() {
    var sender = sender(WebhookFaults.none());
    var webhook = register();
    e2b.create();

    sender.step();

    var post = receiver.posts.getFirst();
    assertThat(post.headers)
        .containsEntry("e2b-webhook-id", webhook.id())
        .containsEntry("e2b-signature-version", "v1")
        .containsEntry("e2b-signature", Signature.of(SECRET, post.body.getBytes(UTF_8)))
        .containsKey("e2b-delivery-id");
  }

  @Test
  void triesThreeTimesMoreTenSecondsApart() {
    var sender = sender(WebhookFaults.none());
    register();
    receiver.status = 503;
    e2b.create(WorldFixture.spec().neverExpiring());
    var sentAt = new ArrayList<Instant>();

    for (var second = 0; second < 60; second++) {
      var before = receiver.posts.size();
      sender.step();
      if (receiver.posts.size() > before) {
        sentAt.add(e2b.now());
      }
      e2b.clock.advanceSeconds(1);
    }

    var start = sentAt.getFirst();
    assertThat(sentAt)
        .containsExactly(
            start, start.plusSeconds(10), start.plusSeconds(20), start.plusSeconds(30));
    assertThat(sender.counts()).isEqualTo(new WebhookCounts(1, 4, 0, 0, 1));
  }

  @Test
  void retriesSendTheSameBytesUnderNewDeliveryId() {
    var sender = sender(WebhookFaults.none());
    register();
    receiver.reachable = false;
    e2b.create();
    sender.step();
    receiver.reachable = true;
    e2b.clock.advanceSeconds(10);

    sender.step();

    assertThat(receiver.posts).extracting(Post::body).hasSize(2);
    assertThat(receiver.posts.get(1).body).isEqualTo(receiver.posts.get(0).body);
    assertThat(receiver.posts.get(1).headers.get("e2b-delivery-id"))
        .isNotEqualTo(receiver.posts.get(0).headers.get("e2b-delivery-id"));
  }

  @Test
  void logsEveryAttempt() {
    var sender = sender(WebhookFaults.none());
    var webhook = register();
    receiver.status = 500;
    e2b.create();
    sender.step();
    receiver.status = 200;
    e2b.clock.advanceSeconds(10);
    sender.step();

    assertThat(e2b.attempts(webhook.id()))
        .extracting(DeliveryAttempt::answer)
        .containsExactly(500, 200);
    assertThat(e2b.attempts(webhook.id()).getFirst().errorClass()).isEqualTo("http_error");
  }

  @Test
  void failuresHaveTheClassesOfE2b() throws Exception {
    var unresolved = new ConnectException("no");
    unresolved.initCause(new UnresolvedAddressException());
    var classes =
        Map.of(
            new UnknownHostException("no"),
            "dns_error",
            unresolved,
            "dns_error",
            new ConnectException("no"),
            "transport_error",
            new SocketException("Connection reset"),
            "transport_error",
            new HttpTimeoutException("no"),
            "timeout");

    for (var failure : classes.entrySet()) {
      Delivery delivery =
          (_, _, _) -> {
            throw failure.getKey();
          };
      var none = WebhookFaults.none();
      var sender =
          new WebhookSender(e2b.world, none, new SplittableRandom(1), delivery, Runnable::run);
      var webhook = register();
      e2b.create();
      sender.step();

      assertThat(e2b.attempts(webhook.id()).getLast().errorClass()).isEqualTo(failure.getValue());
      e2b.team.removeWebhook(webhook.id());
    }
  }

  @Test
  void removedWebhookGetsNothingMore() {
    var sender = sender(WebhookFaults.none());
    var webhook = register();
    e2b.create();
    e2b.team.removeWebhook(webhook.id());

    sender.step();

    assertThat(receiver.posts).isEmpty();
    assertThat(sender.counts().givenUp()).isEqualTo(1);
  }

  @Test
  void losesOnlyTheTypesToldTo() throws IOException {
    var sender = sender(new WebhookFaults(0, Map.of(EventTypes.KILLED, 1.0), 0, 0, Duration.ZERO));
    register();
    e2b.team.kill(e2b.create().id(), Asker.CUSTOMER);

    sender.step();

    assertThat(receiver.types()).containsExactly(EventTypes.CREATED);
    assertThat(sender.counts().lost()).isEqualTo(1);
  }

  @Test
  void duplicatesUnderOneEventId() {
    var sender = sender(new WebhookFaults(0, Map.of(), 1, 0, Duration.ZERO));
    register();
    e2b.create();

    sender.step();

    assertThat(receiver.posts).hasSize(2);
    assertThat(receiver.posts.get(1).body).isEqualTo(receiver.posts.get(0).body);
  }

  @Test
  void delayedAreOvertaken() throws IOException {
    var sender = sender(new WebhookFaults(0, Map.of(), 0, 1, Duration.ofSeconds(3)));
    register();
    for (var i = 0; i < 20; i++) {
      e2b.team.kill(e2b.create().id(), Asker.CUSTOMER);
    }

    sender.step();
    assertThat(receiver.posts.size()).isLessThan(40);
    for (var i = 0; i < 30; i++) {
      e2b.clock.advance(Duration.ofMillis(100));
      sender.step();
    }

    assertThat(receiver.posts).hasSize(40);
    var inOrder = e2b.events().stream().map(event -> event.header().type()).toList();
    assertThat(receiver.types()).isNotEqualTo(inOrder);
  }

  @Test
  void lossyPresetLosesSomeAndDeliversMost() {
    var sender = sender(new WebhookFaults(0.3, Map.of(), 0.1, 0.2, Duration.ofSeconds(3)));
    register();
    for (var i = 0; i < 500; i++) {
      e2b.create();
    }

    sender.step();

    assertThat(sender.counts().lost()).isBetween(100L, 200L);
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebhookFaults(1.1, Map.of(), 0, 0, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebhookFaults(0, Map.of(), Double.NaN, 0, Duration.ZERO));
  }

  private WebhookSender sender(WebhookFaults faults) {
    return new WebhookSender(e2b.world, faults, new SplittableRandom(7), receiver, Runnable::run);
  }

  private Webhook register() {
    return e2b.team.addWebhook(settings(EventTypes.ALL, true));
  }

  private static Webhook.Settings settings(List<String> events, boolean enabled) {
    return new Webhook.Settings(
        "test", URI.create("http://127.0.0.1:9/hook"), enabled, events, SECRET);
  }
}
