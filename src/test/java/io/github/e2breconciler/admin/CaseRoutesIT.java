package io.github.e2breconciler.admin;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Asker;
import io.github.e2breconciler.testing.StoredCase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class CaseRoutesIT {

  private final AdminFixture admin;

  CaseRoutesIT(@TempDir Path folder) {
    admin = new AdminFixture(folder);
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @Test
  void showsACondemnedSandboxAndWhatItCost() {
    var sandbox = condemned();
    admin.elapse(Duration.ofSeconds(31));

    var one = only();

    assertThat(one.path("id").asText()).isNotEmpty();
    assertThat(one.path("sandbox").asText()).isEqualTo(sandbox.value());
    assertThat(one.path("account").asText()).isEqualTo("alpha");
    assertThat(one.path("policy").asText()).isEqualTo("abandoned");
    assertThat(one.path("reason").asText()).isNotEmpty();
    assertThat(one.path("state").asText()).isEqualTo("marked");
    assertThat(one.path("markedAt").asText()).isEqualTo("2026-01-01T00:30:00Z");
    assertThat(one.path("due").asText()).isEqualTo("2026-01-01T00:31:00Z");
    assertThat(one.path("refusal").isNull()).isTrue();
    // 2 vCPU at $0.000014 and half a GiB at $0.0000045 a second, for 30 min 31 s: $0.05538775
    assertThat(one.path("costSoFar").asText()).isEqualTo("0.055388");
    var alone = admin.get("/api/cases/" + one.path("id").asText()).json().deepCopy();
    ((ObjectNode) alone).remove("steps");
    assertThat(alone).isEqualTo(one);
  }

  @Test
  void showsACaseWhoseEvidenceIsUnreadableAndTheOthers() {
    condemned();
    condemned();
    var id = admin.get("/api/cases").json().path("items").path(0).path("id").asText();
    admin.store.writeVoid(
        tx -> tx.cases().upsert(StoredCase.spoilt(requireNonNull(tx.cases().find(id)))));

    var items = admin.get("/api/cases").json().path("items");
    assertThat(items.findValues("evidence"))
        .extracting(JsonNode::isEmpty)
        .containsExactly(true, false);
    assertThat(items.findValues("owner").getFirst().isNull()).isTrue();
  }

  @Test
  void namesTheOwnerOfACase() {
    condemned();

    assertThat(only().path("owner").asText()).isEqualTo("job-42");
  }

  @Test
  void namesNobodyWhereTheMetadataDoesNot() {
    condemned(admin.start(admin.alpha, Map.of("app", "test")));

    assertThat(only().path("owner").isNull()).isTrue();
  }

  @Test
  void tellsTheStoryOfACase() {
    condemned();
    post("snooze", "{\"for\":\"1s\",\"reason\":\"debugging\"}");
    admin.elapse(Duration.ofMinutes(2));
    pass();

    var steps = admin.get("/api/cases/" + only().path("id").asText()).json().path("steps");

    assertThat(steps.findValuesAsText("what"))
        .startsWith("marked", "snoozed", "due", "intent-pause", "answer-accepted");
    assertThat(steps.path(0).path("at").asText()).isEqualTo("2026-01-01T00:30:00Z");
    assertThat(steps.path(0).path("detail").path("policy").asText()).isEqualTo("abandoned");
    assertThat(steps.path(1).path("detail").path("note").asText()).isEqualTo("debugging");
    assertThat(only().has("steps")).isFalse();
  }

  @Test
  void pagesNewestFirst() {
    for (var i = 0; i < 3; i++) {
      condemned();
    }

    var all = admin.get("/api/cases").json().path("items").findValuesAsText("id");
    var first = admin.get("/api/cases?limit=2").json();
    var next = first.path("next").asText();
    var rest = admin.get("/api/cases?limit=2&after=" + next).json();

    assertThat(all).hasSize(3);
    assertThat(first.path("items").findValuesAsText("id")).isEqualTo(all.subList(0, 2));
    assertThat(rest.path("items").findValuesAsText("id")).isEqualTo(all.subList(2, 3));
    assertThat(rest.path("next").isNull()).isTrue();
    assertThat(admin.get("/api/cases?after=" + all.getLast()).json().path("items")).isEmpty();
  }

  @Test
  void refusesToGoOnFromWhatIsNotThere() {
    for (var list : List.of("/api/cases", "/api/drift", "/reconcile")) {
      var refused = admin.get(list + "?after=nonsense");

      assertThat(refused.status()).as(list).isEqualTo(400);
      assertThat(refused.error()).startsWith("after: nothing in this list").contains("nonsense");
    }
  }

  @Test
  void leavesASnoozedSandboxAlone() {
    condemned();

    var snoozed = post("snooze", "{\"for\":\"2h\",\"reason\":\"debugging\"}");

    assertThat(snoozed.path("snoozedUntil").asText()).isEqualTo("2026-01-01T02:30:00Z");
    assertThat(
            post("snooze", "{\"for\":\"1h\",\"reason\":\"me too\"}").path("snoozedUntil").asText())
        .isEqualTo("2026-01-01T02:30:00Z");
    assertThat(
            post("snooze", "{\"for\":\"1h\",\"reason\":\"done soon\",\"shorten\":true}")
                .path("snoozedUntil")
                .asText())
        .isEqualTo("2026-01-01T01:30:00Z");
    admin.elapse(Duration.ofMinutes(2));
    pass();
    assertThat(only().path("state").asText()).isIn("marked", "due");
    assertThat(admin.alpha.census().running()).isEqualTo(1);
  }

  @Test
  void refusesToSnoozeWhatHasEnded() {
    var sandbox = condemned();
    var subject = only();
    assertThat(admin.alpha.kill(sandbox, Asker.CUSTOMER).done()).isTrue();
    for (var i = 0; i < 10; i++) {
      admin.elapse(Duration.ofSeconds(30));
      pass();
    }

    var refused = admin.post(path(subject, "snooze"), "{\"for\":\"2h\",\"reason\":\"debugging\"}");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.error()).isEqualTo("the sandbox has ended, its case is closed");
  }

  @Test
  void listsAThousandWithOneLookAtTheStore() {
    for (var i = 0; i < 1_000; i++) {
      admin.start(admin.alpha);
    }
    admin.clock.advance(Duration.ofHours(7));
    pass();
    var before = admin.meters.get("e2b_reconciler.store.reads").counter().count();

    var items = admin.get("/api/cases?limit=1000").json().path("items");

    assertThat(items.size()).isEqualTo(1_000);
    assertThat(admin.meters.get("e2b_reconciler.store.reads").counter().count() - before).isOne();
  }

  @Test
  void judgesAReleasedOneAnew() {
    condemned();

    var released = post("release", "{\"reason\":\"look again\"}");
    pass();

    assertThat(released.path("state").asText()).isEqualTo("released");
    var open = admin.get("/api/cases?open=true").json().path("items");
    assertThat(open.size()).isEqualTo(1);
    assertThat(open.at("/0/state").asText()).isEqualTo("marked");
    assertThat(admin.get("/api/cases").json().path("items").size()).isEqualTo(2);
    assertThat(admin.post(path(released, "release"), "").error())
        .isEqualTo("the case is closed: released");
    assertThat(admin.post(path(released, "approve"), "").status()).isEqualTo(409);
  }

  /** Whoever approves it would wait for ever. */
  @Test
  void approvesNothingThatIsEscalated() {
    condemned();
    var one = only();
    var id = one.path("id").asText();
    admin.store.writeVoid(
        tx -> tx.cases().upsert(StoredCase.in("escalated", requireNonNull(tx.cases().find(id)))));

    var refused = admin.post(path(one, "approve"), "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.error()).contains("escalated", "release it");
    assertThat(admin.get("/api/cases/" + id).json().path("approvedAt").isNull()).isTrue();
  }

  @Test
  void pausesAnApprovedOneAtOnce() {
    condemned();

    var approved = post("approve", "");
    admin.pass();
    pass();

    assertThat(approved.path("approvedAt").asText()).isEqualTo("2026-01-01T00:30:00Z");
    assertThat(admin.alpha.census().running()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "snooze | {'for':'2h'} | reason is missing",
        "snooze | {'for':'2h','reason':' '} | reason is missing",
        "snooze | {'reason':'x'} | for is missing",
        "snooze | {'for':'0s','reason':'x'} | for is 0s, not 1s to 365d",
        "snooze | {'for':'2h','reason':'x','until':'y'} | unknown field: until",
        "release | {'why':'x'} | unknown field: why",
        "approve | [] | body must be a JSON object",
      })
  void refusesWhatDoesNotFit(String action, String body, String error) {
    condemned();

    var refused = admin.post(path(only(), action), body.replace('\'', '"'));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error()).startsWith(error);
    assertThat(only().path("state").asText()).isEqualTo("marked");
  }

  @Test
  void doesNotKnowOtherCases() {
    var snooze = "{\"for\":\"2h\",\"reason\":\"x\"}";

    assertThat(admin.get("/api/cases/nothing").status()).isEqualTo(404);
    assertThat(admin.post("/api/cases/nothing/snooze", snooze).status()).isEqualTo(404);
    assertThat(admin.post("/api/cases/nothing/release", "").status()).isEqualTo(404);
    assertThat(admin.post("/api/cases/nothing/approve", "").status()).isEqualTo(404);
    assertThat(admin.get("/api/cases/nothing/approve").status()).isEqualTo(405);
    assertThat(admin.post("/api/cases", "").status()).isEqualTo(405);
  }

  /** One more sandbox that has had an owner and lost it; its mark is at 30 minutes. */
  private SandboxId condemned() {
    return condemned(admin.start(admin.alpha));
  }

  private SandboxId condemned(SandboxId sandbox) {
    admin.put("/api/leases/" + sandbox, "{\"ttl\":\"10m\"}");
    pass();
    admin.elapse(Duration.ofMinutes(30));
    pass();
    return sandbox;
  }

  private void pass() {
    admin.post("/reconcile", "{\"account\":\"alpha\"}");
    for (var i = 0; i < 3; i++) {
      admin.pass();
    }
  }

  private JsonNode only() {
    var items = admin.get("/api/cases").json().path("items");
    assertThat(items.size()).isEqualTo(1);
    return items.get(0);
  }

  private JsonNode post(String action, String body) {
    var reply = admin.post(path(only(), action), body);
    assertThat(reply.status()).isEqualTo(200);
    return reply.json();
  }

  private static String path(JsonNode one, String action) {
    return "/api/cases/" + one.path("id").asText() + "/" + action;
  }
}
