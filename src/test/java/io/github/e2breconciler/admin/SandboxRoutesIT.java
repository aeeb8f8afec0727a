package io.github.e2breconciler.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.simulator.Asker;
import io.github.e2breconciler.testing.Events;
import io.github.e2breconciler.testing.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class SandboxRoutesIT {

  private final AdminFixture admin;

  SandboxRoutesIT(@TempDir Path folder) {
    admin = new AdminFixture(folder);
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/sandboxes?status=paused",
        "/api/cases?state=escalated",
        "/api/drift?account=alpha",
        "/reconcile?limits=3",
      })
  void narrowsNothingDownByWhatItDoesNotKnow(String path) {
    assertThat(admin.get(path).status()).isEqualTo(400);
    assertThat(admin.get(path).error()).startsWith("unknown parameter: ");
  }

  @Test
  void showsASandboxWithItsTimeline() {
    var id = admin.start(admin.alpha);
    admin.deliver();
    admin.pass();
    admin.elapse(Duration.ofSeconds(5));
    admin.alpha.setTimeout(id, Duration.ofHours(1));
    admin.deliver();

    var shown = admin.get("/api/sandboxes/" + id);
    var json = shown.json();

    assertThat(shown.status()).isEqualTo(200);
    assertThat(json.path("id").asText()).isEqualTo(id.value());
    assertThat(json.path("account").asText()).isEqualTo("alpha");
    assertThat(json.path("state").asText()).isEqualTo("running");
    assertThat(json.path("template").asText()).isNotEmpty();
    assertThat(json.at("/metadata/app").asText()).isEqualTo("test");
    assertThat(json.path("owner").asText()).isEqualTo("job-42");
    assertThat(json.path("startedAt").asText()).startsWith("2026-01-01T00:00:00");
    assertThat(json.path("endAt").asText()).startsWith("2026-01-01T01:00:05");
    assertThat(json.path("observedAt").asText()).startsWith("2026-01-01T00:00:05");
    assertThat(json.path("source").asText()).isEqualTo("webhook");
    assertThat(json.path("dollarsPerHour").asDouble()).isPositive();
    assertThat(json.path("timeline").findValuesAsText("type"))
        .containsExactly("sandbox.lifecycle.created", "sandbox.lifecycle.updated");
    assertThat(json.at("/timeline/0/at").asText()).startsWith("2026-01-01T00:00:00");
    assertThat(json.at("/timeline/0/source").asText()).isEqualTo("webhook");
    assertThat(json.at("/timeline/0/eventId").asText()).isNotEmpty();
  }

  @Test
  void takesAnIdInItsOldSpelling() {
    var id = admin.start(admin.alpha);
    admin.pass();

    assertThat(admin.get("/api/sandboxes/" + id + "-6532622b").json().path("id").asText())
        .isEqualTo(id.value());
    assertThat(admin.get("/api/sandboxes/" + id + "-6532622b/verdict").status()).isEqualTo(200);
  }

  @Test
  void asksForTheAccountWhereAnIdIsAmbiguous() {
    see(Events.SANDBOX, "alpha");
    see(Events.SANDBOX, "beta");
    var path = "/api/sandboxes/" + Events.SANDBOX;

    assertThat(admin.get(path).status()).isEqualTo(400);
    assertThat(admin.get(path).error()).contains("alpha, beta");
    assertThat(admin.get(path + "/verdict").status()).isEqualTo(400);
    assertThat(admin.get(path + "?account=beta").json().path("account").asText()).isEqualTo("beta");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/sandboxes/inothing",
        "/api/sandboxes/inothing/verdict",
        "/api/sandboxes?account=gamma",
        "/api/sandboxes/inothing?account=gamma",
        "/api/sandboxes/inothing/nothing",
      })
  void doesNotKnow(String path) {
    var unknown = admin.get(path);

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.error()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?limit=0",
        "?limit=1001",
        "?limit=many",
        "?state=dead",
        "?after=nonsense",
        "?after=alpha/",
        "/b%C3%A4d",
      })
  void refusesABadValue(String query) {
    assertThat(admin.get("/api/sandboxes" + query).status()).isEqualTo(400);
  }

  @Test
  void hasNoOtherMethods() {
    assertThat(admin.post("/api/sandboxes", "").status()).isEqualTo(405);
    assertThat(admin.delete("/api/sandboxes/ia").status()).isEqualTo(405);
    assertThat(admin.post("/api/sandboxes/ia/verdict", "").status()).isEqualTo(405);
  }

  @Test
  void narrowsTheList() {
    var running = admin.start(admin.alpha);
    var asleep = admin.start(admin.alpha);
    var stranger = admin.start(admin.beta, Map.of());
    admin.alpha.pause(asleep, Asker.CUSTOMER);
    admin.pass();

    assertThat(list("")).containsExactlyInAnyOrder(id(running), id(asleep), id(stranger));
    assertThat(list("?state=&account=&owner=")).hasSize(3);
    assertThat(list("?state=paused")).containsExactly(id(asleep));
    assertThat(list("?account=beta")).containsExactly(id(stranger));
    assertThat(list("?owner=job-42&state=running")).containsExactly(id(running));
    assertThat(list("?owner=nobody")).isEmpty();
  }

  @Test
  void pagesInTheOrderOfKeys() {
    for (var i = 0; i < 3; i++) {
      admin.start(admin.beta);
      admin.start(admin.alpha);
    }
    admin.pass();

    var paged = new ArrayList<String>();
    var path = "/api/sandboxes?limit=4";
    var first = admin.get(path).json();
    paged.addAll(first.path("items").findValuesAsText("id"));
    var next = first.path("next").asText();
    var second = admin.get(path + "&after=" + next).json();
    paged.addAll(second.path("items").findValuesAsText("id"));

    assertThat(next).startsWith("beta/");
    assertThat(second.path("next").isNull()).isTrue();
    assertThat(paged).hasSize(6).isEqualTo(list("")).doesNotHaveDuplicates();
    assertThat(first.path("items").findValuesAsText("account"))
        .containsExactly("alpha", "alpha", "alpha", "beta");
  }

  @Test
  void explainsWhatWouldBeDone() {
    var id = admin.start(admin.alpha);
    admin.put("/api/leases/" + id, "{\"ttl\":\"1m\"}");
    admin.pass();

    var owned = admin.get("/api/sandboxes/" + id + "/verdict").json();
    admin.elapse(Duration.ofMinutes(2));
    var lost = admin.get("/api/sandboxes/" + id + "/verdict");
    var json = lost.json();

    assertThat(owned.path("verdict").asText()).isEqualTo("wait");
    assertThat(owned.path("until").asText()).isEqualTo("2026-01-01T00:01:00Z");
    assertThat(owned.path("guards"))
        .filteredOn(guard -> guard.path("name").asText().equals("unowned"))
        .singleElement()
        .satisfies(guard -> {
          assertThat(guard.path("holds").asBoolean()).isFalse();
          assertThat(guard.at("/inputs/0/ageSeconds").isNumber()).isTrue();
        });
    assertThat(lost.status()).isEqualTo(200);
    assertThat(json.path("sandbox").asText()).isEqualTo(id.value());
    assertThat(json.path("verdict").asText()).isEqualTo("kill");
    assertThat(json.path("policy").asText()).isEqualTo("abandoned");
    assertThat(json.path("reason").asText()).isNotEmpty();
    assertThat(json.path("until").asText()).isEqualTo("2026-01-01T00:03:00Z");
    assertThat(json.path("policies").findValuesAsText("name"))
        .containsExactly("abandoned", "too-old");
    assertThat(json.path("facts").findValuesAsText("name")).contains("state", "endAt", "lease");
    assertThat(json.at("/facts/0/ageSeconds").isNumber()).isTrue();
    assertThat(json.path("guards").findValuesAsText("name"))
        .contains("armed", "window", "leader", "lastWalkAt", "withinHour");
    assertThat(json.at("/policies/1/verdict").asText()).isEqualTo("wait");
    assertThat(json.path("guards").findValuesAsText("name")).contains("grown", "unowned", "caps");
    assertThat(json.path("guards"))
        .filteredOn(guard -> guard.path("name").asText().equals("grown"))
        .singleElement()
        .satisfies(guard -> {
          assertThat(guard.path("holds").asBoolean()).isFalse();
          assertThat(guard.path("reason").asText()).isNotEmpty();
        });
    assertThat(json.path("case").isNull()).isTrue();
    assertThat(admin.engine.cases().open()).isEmpty();
  }

  private void see(SandboxId sandbox, String account) {
    var row = Events.row(State.RUNNING, 0, 60);
    assertThat(row.sandbox()).isEqualTo(sandbox);
    admin
        .engine
        .inventory()
        .apply(new AccountId(account), new Observation.Seen(row, Source.LIST, FakeClock.START));
  }

  private List<String> list(String query) {
    return admin.get("/api/sandboxes" + query).json().path("items").findValuesAsText("id");
  }

  private static String id(SandboxId sandbox) {
    return sandbox.value();
  }
}
