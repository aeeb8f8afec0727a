package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Corners of routes, over HTTP. */
final class RoutesIT {

  private final SettableClock clock = new SettableClock();
  private final HttpFixture http = HttpFixture.start(clock, TeamPlan.pro().withConcurrent(105));

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void deprecatedListShowsAllThatRunsNewestFirst() throws Exception {
    var created = new ArrayList<String>();
    for (var i = 0; i < 105; i++) {
      created.add(http.create());
      clock.advance(Duration.ofMillis(1));
    }
    http.team.pause(new SandboxId(created.getFirst()), Asker.CUSTOMER);

    var answer = http.get("/sandboxes");

    assertThat(ids(answer.body())).isEqualTo(created.subList(1, 105).reversed());
    assertThat(answer.headers().firstValue("X-Next-Token")).isEmpty();
  }

  @Test
  void filtersByTemplateIdAndAlias() throws Exception {
    var created = http.post("/sandboxes", "{\"templateID\":\"base\"}");
    var base = HttpFixture.json(created).get("sandboxID").textValue();
    http.post("/sandboxes", "{\"templateID\":\"another\"}");

    assertThat(ids(http.get("/v2/sandboxes?template=base").body())).containsExactly(base);
    assertThat(ids(http.get("/v2/sandboxes?template=rki5dems9wqfm4r03t7g").body()))
        .containsExactly(base);
    assertThat(ids(http.get("/v2/sandboxes?template=unknown").body())).isEmpty();
  }

  @Test
  void resumeAndConnectOverTheLimitAreRefusedWithoutRetryAfter() throws Exception {
    var paused = http.create();
    http.team.pause(new SandboxId(paused), Asker.CUSTOMER);
    for (var i = 0; i < 105; i++) {
      http.create();
    }

    for (var action : List.of("resume", "connect")) {
      var answer = http.post("/sandboxes/" + paused + "/" + action, "{\"timeout\":60}");
      assertThat(answer.statusCode()).as(action).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
      assertThat(answer.body()).contains("maximum number of concurrent E2B sandboxes");
    }
  }

  @Test
  void crashWantsAnId() throws Exception {
    assertThat(http.post("/simulator/crash/NOT_AN_ID", "").statusCode()).isEqualTo(400);
    assertThat(http.post("/simulator/crash/iunknown", "").statusCode()).isEqualTo(404);
  }

  @Test
  void refusesAnOrderThatIsNone() throws Exception {
    assertThat(http.get("/events/sandboxes?orderAsc=x").statusCode()).isEqualTo(400);
  }

  @Test
  void readShowsTheHeadersThatAreInjected() throws Exception {
    var network =
        "{\"rules\":{\"api.example.com\":[{\"transform\":{\"headers\":"
            + "{\"Authorization\":\"Bearer of-a-customer\"}}}]}}";
    var body = "{\"templateID\":\"base\",\"network\":" + network + "}";
    var id = HttpFixture.json(http.post("/sandboxes", body)).get("sandboxID").textValue();

    assertThat(HttpFixture.json(http.get("/sandboxes/" + id)).get("network").toString())
        .isEqualTo(network);
    assertThat(http.get("/v2/sandboxes").body()).doesNotContain("of-a-customer");
  }

  @Test
  void ghostHasTheMetricsOfItsLife() throws Exception {
    var id = http.create();
    clock.advanceSeconds(10);
    var crashed = clock.instant().getEpochSecond();
    http.team.crash(new SandboxId(id));
    clock.advanceSeconds(30);

    var samples = HttpFixture.json(http.get("/sandboxes/" + id + "/metrics"));
    var many = HttpFixture.json(http.get("/sandboxes/metrics?sandbox_ids=" + id));

    assertThat(samples).hasSize(3);
    assertThat(samples.get(2).get("timestampUnix").longValue()).isEqualTo(crashed);
    assertThat(many.at("/sandboxes/" + id + "/timestampUnix").longValue()).isEqualTo(crashed);
  }

  @Test
  void stateTellsTheTruthAboutItsFleet() throws Exception {
    var workload =
        new Workload(http.world, http.team, WorkloadSettings.of(20, 1), SameSeedRun.silent());
    assertThat(HttpFixture.json(http.get("/simulator/state")).has("fleet")).isFalse();
    http.server.tellTruthOf(workload);
    workload.step();
    var owned = workload.truth().owned().stream().sorted().findFirst().orElseThrow();
    http.delete("/sandboxes/" + owned);

    var fleet = HttpFixture.json(http.get("/simulator/state")).get("fleet");

    assertThat(fleet.get("owned").intValue()).isGreaterThan(10);
    assertThat(fleet.get("leaked").intValue()).isEqualTo(workload.truth().leaked().size());
    assertThat(fleet.get("ownedEnded").intValue()).isEqualTo(1);
    assertThat(fleet.get("ownedPaused").intValue()).isZero();
    assertThat(fleet.has("leaksEnded")).isTrue();
  }

  private static List<String> ids(String body) throws Exception {
    var ids = new ArrayList<String>();
    for (JsonNode row : new ObjectMapper().readTree(body)) {
      ids.add(row.get("sandboxID").textValue());
    }
    return ids;
  }
}
