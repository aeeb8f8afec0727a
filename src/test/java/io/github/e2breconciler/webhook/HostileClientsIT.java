package io.github.e2breconciler.webhook;

import static io.github.e2breconciler.webhook.WebhookFixture.BLUE;
import static io.github.e2breconciler.webhook.WebhookFixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.webhook.Stalling.Kind;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * In real time, because what it shows is a promise about real time; it ends with the last stall.
 */
@Timeout(90)
final class HostileClientsIT {

  private static final int CLIENTS = 2_000;
  private static final Duration HONEST = Duration.ofSeconds(1);
  private static final Duration CLOSED = Duration.ofSeconds(15);
  private static final Duration TICK = Duration.ofMillis(500);

  @Test
  void answersHonestSendersWhileThousandsStallAndClosesThose() throws Exception {
    var slowest = Duration.ZERO;
    var honest = 1;
    try (var webhook = new WebhookFixture(System::nanoTime);
        var stalling = new Stalling(webhook.uri("/"))) {
      sendOnNewConnection(webhook, "id-0"); // a program just started is slow at everything
      for (var i = 0; i < CLIENTS / Kind.values().length + 1; i++) {
        for (var kind : Kind.values()) {
          stalling.open(kind);
        }
      }
      while (stalling.anyOpen()) {
        stalling.goOnFor(TICK);
        var took = sendOnNewConnection(webhook, "id-" + honest++);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
      }

      assertThat(stalling.longestOpen()).isLessThan(CLOSED);
      assertThat(slowest).isLessThan(HONEST);
      assertThat(webhook.inbox().taken()).hasSize(honest);
      assertThat(honest).isGreaterThan(10); // they stalled for a while, so it was tried
    }
  }

  private static Duration sendOnNewConnection(WebhookFixture webhook, String id) throws Exception {
    var request = webhook.signed("/webhooks/e2b", BLUE, event(EventTypes.KILLED, id)).build();
    try (var client = HttpClient.newHttpClient()) {
      var from = System.nanoTime();
      var answer = client.send(request, BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(200);
      return Duration.ofNanos(System.nanoTime() - from);
    }
  }
}
