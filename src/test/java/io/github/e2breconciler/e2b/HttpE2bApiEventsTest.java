package io.github.e2breconciler.e2b;

import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.github.e2breconciler.e2b.StubbedE2b.EVENTS_PATH;
import static io.github.e2breconciler.e2b.StubbedE2b.WEBHOOKS_PATH;
import static io.github.e2breconciler.e2b.StubbedE2b.error;
import static io.github.e2breconciler.e2b.StubbedE2b.failure;
import static io.github.e2breconciler.e2b.StubbedE2b.html;
import static io.github.e2breconciler.e2b.StubbedE2b.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookEntry;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What E2B's answers about events and webhooks mean. */
final class HttpE2bApiEventsTest {

  private final StubbedE2b e2b = new StubbedE2b();

  @AfterEach
  void close() {
    e2b.close();
  }

  @Test
  void readsTheFeed() {
    var event =
        """
        {"id":"e%d","version":"v2","type":"sandbox.lifecycle.killed",
         "timestamp":"2026-01-01T00:00:0%dZ","sandboxId":"i%d","eventData":null}
        """;
    e2b.onGet(
        EVENTS_PATH,
        okJson(
            "[" + event.formatted(2, 2, 2) + ", {\"é\":[1]} ," + event.formatted(1, 1, 1) + "]"));

    var page = e2b.api.events(90, 100, Set.of("sandbox.lifecycle.killed", "sandbox.a"));

    assertThat(page.rows()).isEqualTo(3);
    assertThat(page.events()).extracting(e -> e.header().id()).containsExactly("e2", "e1");
    e2b.server.verify(
        getRequestedFor(
            urlEqualTo(
                EVENTS_PATH
                    + "?offset=90&limit=100&orderAsc=false"
                    + "&types=sandbox.a&types=sandbox.lifecycle.killed")));
  }

  @Test
  void refusesAStretchThatNoFeedHas() {
    assertThatThrownBy(() -> e2b.api.events(-1, 10, Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> e2b.api.events(0, 101, Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void knowsSelfHostedByItsMissingRoutes() {
    e2b.onGet(EVENTS_PATH, html(404));
    var body = "{\"code\":503,\"message\":\"Webhooks are not available\"}";
    e2b.onGet(WEBHOOKS_PATH, json(503, body));

    assertThat(failure(() -> e2b.api.events(0, 1, Set.of())).kind()).isEqualTo(Kind.UNSUPPORTED);
    assertThat(failure(() -> e2b.api.webhooks()).kind()).isEqualTo(Kind.UNSUPPORTED);
    assertThat(e2b.requests()).isEqualTo(2);
  }

  @Test
  void tellsAWebhookThatIsGoneFromRoutesThatAreNotThere() {
    var stats = WEBHOOKS_PATH + "/w1/stats";
    var deliveries = WEBHOOKS_PATH + "/w1/deliveries";
    e2b.onGet(stats, error(404));
    e2b.onGet(deliveries, error(404));
    assertThat(failure(() -> e2b.api.deliveryStats("w1", Instant.EPOCH)).kind())
        .isEqualTo(Kind.REFUSED);
    assertThat(failure(() -> e2b.api.failedDeliveries("w1", Instant.EPOCH, null)).kind())
        .isEqualTo(Kind.REFUSED);

    e2b.onGet(stats, html(404));
    e2b.onGet(deliveries, html(404));
    assertThat(failure(() -> e2b.api.deliveryStats("w1", Instant.EPOCH)).kind())
        .isEqualTo(Kind.UNSUPPORTED);
    assertThat(failure(() -> e2b.api.failedDeliveries("w1", Instant.EPOCH, null)).kind())
        .isEqualTo(Kind.UNSUPPORTED);
  }

  @Test
  void readsWebhooksInBothSpellings() {
    var body =
        """
        [{"id":"w1","name":"n","url":"https://a/x","enabled":true,"teamId":"t1","createdAt":"now",
          "events":["sandbox.lifecycle.killed"],"signatureSecret":"planted-credential"},
         {"id":"w2","url":"https://b/x","enabled":false,"teamID":"t2"}]
        """;
    e2b.onGet(WEBHOOKS_PATH, okJson(body));

    assertThat(e2b.api.webhooks())
        .containsExactly(
            new WebhookEntry(
                "w1", "n", "https://a/x", true, Set.of("sandbox.lifecycle.killed"), "t1"),
            new WebhookEntry("w2", "", "https://b/x", false, Set.of(), "t2"));
  }

  @Test
  void doesNotPassOverAWebhookThatItCannotRead() {
    e2b.onGet(WEBHOOKS_PATH, okJson("[{\"id\":\"w1\"}]"));

    assertThat(failure(() -> e2b.api.webhooks()).kind()).isEqualTo(Kind.MALFORMED);
  }
}
