package io.github.e2breconciler.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.e2breconciler.store.PassRow;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class ReconcileRoutesIT {

  private final AdminFixture admin;

  ReconcileRoutesIT(@TempDir Path folder) {
    admin = new AdminFixture(folder, "caps: { per-pass: 0 }");
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @Test
  void startsAPassAndTellsItsReport() {
    admin.start(admin.alpha);

    var started = admin.post("/reconcile", "");
    var id = started.json().path("pass").asText();

    assertThat(started.status()).isEqualTo(202);
    assertThat(started.json().path("status").asText()).isEqualTo("running");
    assertThat(admin.get("/reconcile/" + id).json().path("status").asText()).isEqualTo("running");

    admin.pass(); // the one asked for
    var report = admin.get("/reconcile/" + id);

    assertThat(report.status()).isEqualTo(200);
    assertThat(report.json().path("pass").asText()).isEqualTo(id);
    assertThat(report.json().path("status").asText()).isEqualTo("done");
    assertThat(report.json().path("trigger").asText()).isEqualTo("manual");
    assertThat(report.json().path("plan").asBoolean()).isFalse();
    assertThat(report.json().path("startedAt").asText()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(report.json().path("walks").size()).isEqualTo(2);
    assertThat(report.json().at("/walks/0/complete").asBoolean()).isTrue();
    assertThat(report.json().path("drift").isObject()).isTrue();
    assertThat(report.json().at("/verdicts/wait").asInt()).isEqualTo(1);
    assertThat(report.json().path("actions").isArray()).isTrue();
    assertThat(report.json().path("apiCalls").asInt()).isPositive();
    assertThat(report.json().path("dollarsPerHourEnded").isNumber()).isTrue();
  }

  @Test
  void joinsAPassOfTheSameKindOnly() {
    var first = admin.post("/reconcile", "{\"plan\":true,\"account\":\"alpha\"}");
    var same = admin.post("/reconcile", "{\"account\":\"alpha\",\"plan\":true}");
    var other = admin.post("/reconcile", "{\"plan\":true}");

    assertThat(same.json()).isEqualTo(first.json());
    assertThat(other.json().path("pass")).isNotEqualTo(first.json().path("pass"));
  }

  @Test
  void waitsForTheReport() throws Exception {
    var asked = new CountDownLatch(1);
    admin.engine.passes().onRequest(asked::countDown);
    var answer =
        admin
            .client()
            .sendAsync(
                admin
                    .request("/reconcile?wait=30s")
                    .POST(BodyPublishers.ofString("{\"account\":\"beta\"}"))
                    .build(),
                BodyHandlers.ofString());

    asked.await();
    admin.pass();
    var report = AdminFixture.Reply.of(answer.get());

    assertThat(report.status()).isEqualTo(200);
    assertThat(report.json().path("status").asText()).isEqualTo("done");
    assertThat(report.json().at("/walks/0/account").asText()).isEqualTo("beta");
  }

  @Test
  void doesNotWaitLongerThanAsked() {
    assertThat(admin.post("/reconcile?wait=1ms", "").status()).isEqualTo(202);
  }

  @Test
  void tellsWhyAPassFailedAtAnOpenCircuit() {
    admin.faults.openCircuit();
    var id = admin.post("/reconcile", "").json().path("pass").asText();

    admin.pass();
    var report = admin.get("/reconcile/" + id);

    assertThat(report.json().path("status").asText()).isEqualTo("failed");
    assertThat(report.json().at("/errors/0").asText()).contains("circuit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/reconcile | {'plans':true} | 400 | unknown field: plans",
        "/reconcile | {'plan':'yes'} | 400 | bad value of field: plan",
        "/reconcile | { | 400 | body is not strict JSON",
        "/reconcile | {'account':'gamma'} | 404 | unknown account: gamma",
        "/reconcile | {'account':'../x'} | 404 | unknown account: ../x",
        "/reconcile?wait=6m | {} | 400 | wait is 6m, not 0s to 5m",
        "/reconcile?wait=soon | {} | 400 | wait is not a duration: soon",
      })
  void startsNothingForABadRequest(String path, String body, int status, String error) {
    var refused = admin.post(path, body.replace('\'', '"'));

    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.error()).startsWith(error);
    assertThat(admin.engine.passes().recent()).isEmpty();
  }

  @Test
  void listsPassesNewestFirstAndThenThoseOfEarlierLives() {
    for (var i = 1; i <= 3; i++) {
      store("old-" + i, i);
    }
    var first = run("{}");
    var second = run("{\"plan\":true}");

    var ids = admin.get("/reconcile").json().path("items").findValuesAsText("pass");
    var page = admin.get("/reconcile?limit=3").json();
    var rest = admin.get("/reconcile?limit=3&after=" + page.path("next").asText()).json();

    assertThat(ids).containsExactly(second, first, "old-3", "old-2", "old-1");
    assertThat(page.path("items").findValuesAsText("pass")).containsExactly(second, first, "old-3");
    assertThat(rest.path("items").findValuesAsText("pass")).containsExactly("old-2", "old-1");
    assertThat(rest.path("next").isNull()).isTrue();
    assertThat(admin.get("/reconcile/old-1").json().path("status").asText()).isEqualTo("done");
  }

  /** Nothing may be ended without a plan here: the caps see to that. */
  @Test
  void executesAnApprovedPlanOnce() {
    var sandbox = admin.start(admin.alpha);
    admin.put("/api/leases/" + sandbox, "{\"ttl\":\"1m\"}");
    run("{}");
    admin.elapse(Duration.ofMinutes(5));
    run("{}"); // marks
    admin.elapse(Duration.ofMinutes(1));
    var plan = run("{\"plan\":true}");

    var planned = actions(plan);
    var approved = admin.post("/reconcile/" + plan + "/approve", "");
    admin.pass();
    admin.pass();
    var again = admin.post("/reconcile/" + plan + "/approve", "");

    assertThat(planned.at("/0/outcome").asText()).isEqualTo("planned");
    assertThat(approved.status()).isEqualTo(202);
    assertThat(actions(approved.json().path("pass").asText()).at("/0/outcome").asText())
        .isEqualTo("paused");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.error()).contains("approved already");
  }

  /** Whoever asks for a part of a plan must not get all of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "?account=alpha | `` | unknown parameter: account",
        "`` | {'account':'alpha'} | unknown field: account",
        "`` | {'sandboxes':['ia']} | unknown field: sandboxes",
        "`` | alpha | body is not strict JSON",
      })
  void approvesNothingForABadRequest(String query, String body, String error) {
    var plan = run("{\"plan\":true}");
    var path = "/reconcile/" + plan + "/approve";

    var refused = admin.post(path + query, body.replace('\'', '"'));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error()).isEqualTo(error);
    assertThat(admin.post(path, "{}").status()).isEqualTo(202);
  }

  @Test
  void approvesNoMoreThanAPlanOfItsOwn() {
    store("old", 1);
    var ordinary = run("{}");

    assertThat(admin.post("/reconcile/nothing/approve", "").status()).isEqualTo(404);
    assertThat(admin.post("/reconcile/" + ordinary + "/approve", "").status()).isEqualTo(409);
    assertThat(admin.post("/reconcile/old/approve", "").status()).isEqualTo(409);
    assertThat(admin.get("/reconcile/nothing").status()).isEqualTo(404);
  }

  @Test
  void saysWhichMethodsThereAre() {
    assertThat(admin.put("/reconcile", "").status()).isEqualTo(405);
    assertThat(admin.delete("/reconcile/x").status()).isEqualTo(405);
    assertThat(admin.get("/reconcile/x/approve").status()).isEqualTo(405);
  }

  private String run(String body) {
    var id = admin.post("/reconcile", body).json().path("pass").asText();
    for (var i = 0; i < 9 && status(id).equals("running"); i++) {
      admin.pass();
    }
    assertThat(status(id)).isEqualTo("done");
    return id;
  }

  private String status(String id) {
    return admin.get("/reconcile/" + id).json().path("status").asText();
  }

  private JsonNode actions(String id) {
    return admin.get("/reconcile/" + id).json().path("actions");
  }

  private void store(String id, long startedAt) {
    var report = "{\"pass\":\"%s\",\"status\":\"done\"}".formatted(id);
    admin.store.writeVoid(tx ->
        tx.passes()
            .upsert(new PassRow(id, "manual", false, "done", startedAt, startedAt, null, report)));
  }
}
