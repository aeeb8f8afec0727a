package io.github.e2breconciler.simulator;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The delivery log over HTTP: a success a day and an hour ago, a failure and a success just now.
 */
final class DeliveryRoutesIT {

  private final SettableClock clock = new SettableClock();
  private final HttpFixture http = HttpFixture.start(clock, TeamPlan.pro());
  private final Webhook webhook =
      http.team.addWebhook(
          new Webhook.Settings(
              "n",
              URI.create("http://127.0.0.1:9/hook"),
              false,
              EventTypes.ALL,
              Secret.of("whsec_test")));
  private final String path = "/events/webhooks/" + webhook.id();

  @BeforeEach
  void deliver() {
    http.create();
    attempt(200);
    clock.advance(Duration.ofHours(25));
    http.create();
    attempt(503);
    clock.advanceSeconds(10);
    attempt(200);
  }

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void groupsAttemptsByEventNewestFirst() throws Exception {
    var data = HttpFixture.json(http.get(path + "/deliveries")).get("data");

    assertThat(data).hasSize(2);
    assertThat(data.get(0).get("attempts")).hasSize(2);
    assertThat(data.at("/0/attempts/0/status").textValue()).isEqualTo("failed");
    assertThat(data.at("/0/attempts/0/responseHttpStatusCode").intValue()).isEqualTo(503);
    assertThat(data.at("/0/attempts/1/status").textValue()).isEqualTo("success");
    assertThat(data.get(1).get("attempts")).hasSize(1);
  }

  @Test
  void keepsToWhatIsAskedFor() throws Exception {
    var lastHour = encode(GoTime.text(clock.instant().minusSeconds(3_600)), UTF_8);

    assertThat(attempts("?deliveryStatus=failed")).isEqualTo(1);
    assertThat(attempts("?deliveryStatus=success")).isEqualTo(2);
    assertThat(attempts("?deliveryStatus=success,failed")).isEqualTo(3);
    assertThat(attempts("?start=" + lastHour)).isEqualTo(2);
    assertThat(attempts("?end=" + lastHour)).isEqualTo(1);
    assertThat(attempts("?eventType=" + EventTypes.CREATED)).isEqualTo(3);
    assertThat(attempts("?eventType=" + EventTypes.KILLED + "," + EventTypes.PAUSED)).isZero();
  }

  @Test
  void walksWithCursors() throws Exception {
    for (var order : List.of("true", "false")) {
      var query = path + "/deliveries?limit=1&orderAsc=" + order;
      var first = HttpFixture.json(http.get(query));
      var cursor = first.get("nextCursor").textValue();
      var second = HttpFixture.json(http.get(query + "&cursor=" + cursor));

      assertThat(first.at("/data/0/eventId")).isNotEqualTo(second.at("/data/0/eventId"));
      assertThat(second.get("nextCursor").isNull()).isTrue();
    }
  }

  @Test
  void countsTheLastDayByHour() throws Exception {
    var day = HttpFixture.json(http.get(path + "/stats"));
    var start = encode(GoTime.text(clock.instant().minus(Duration.ofDays(2))), UTF_8);
    var all = HttpFixture.json(http.get(path + "/stats?start=" + start));

    assertThat(day.get("total").intValue()).isEqualTo(2);
    assertThat(day.get("failed").intValue()).isEqualTo(1);
    assertThat(day.at("/durationMs/minimum").doubleValue()).isEqualTo(200);
    assertThat(day.at("/durationMs/average").doubleValue()).isEqualTo(351.5);
    assertThat(day.at("/durationMs/maximum").doubleValue()).isEqualTo(503);
    assertThat(day.get("buckets")).hasSize(1);
    assertThat(all.get("total").intValue()).isEqualTo(3);
    assertThat(all.get("buckets")).hasSize(2);
    assertThat(all.at("/buckets/0/timestamp").textValue()).endsWith(":00:00Z");
    assertThat(all.at("/buckets/0/failed").intValue()).isZero();
    assertThat(all.at("/buckets/1/failed").intValue()).isEqualTo(1);
  }

  @Test
  void knowsNothingOfWebhooksThatAreNotThere() throws Exception {
    http.delete(path);

    for (var below : List.of("/deliveries", "/stats")) {
      assertThat(http.get(path + below).statusCode()).isEqualTo(404);
      assertThat(http.get("/events/webhooks/unknown" + below).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void refusesBadQueries() throws Exception {
    for (var query :
        List.of(
            "limit=0",
            "limit=101",
            "cursor=x",
            "orderAsc=x",
            "start=x",
            "end=x",
            "deliveryStatus=lost")) {
      var answer = http.get(path + "/deliveries?" + query);
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
      assertThat(HttpFixture.json(answer).get("code").intValue()).as(query).isEqualTo(400);
    }
  }

  private int attempts(String query) throws Exception {
    var count = 0;
    for (var group : HttpFixture.json(http.get(path + "/deliveries" + query)).get("data")) {
      count += group.get("attempts").size();
    }
    return count;
  }

  private void attempt(int answer) {
    var created = Set.of(EventTypes.CREATED);
    var event = http.team.events(new FeedQuery(0, 1, false, created, null)).getFirst();
    http.team.record(
        new DeliveryAttempt(
            "00000000-0000-4000-8000-000000000001",
            webhook.id(),
            event,
            "{}",
            webhook.settings().url(),
            answer,
            answer == 200 ? null : "http_error",
            clock.instant(),
            Duration.ofMillis(answer)));
  }
}
