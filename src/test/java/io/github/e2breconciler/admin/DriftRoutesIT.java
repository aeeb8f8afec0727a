package io.github.e2breconciler.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.e2breconciler.inventory.Drift;
import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.store.DriftRow;
import io.github.e2breconciler.testing.Events;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DriftRoutesIT {

  private static final SandboxKey KEY =
      new SandboxKey(AdminFixture.ALPHA, new SandboxId(Events.SANDBOX.value()));

  private final AdminFixture admin;
  private final DriftLog drifts;

  DriftRoutesIT(@TempDir Path folder) {
    admin = new AdminFixture(folder);
    drifts = admin.engine.drifts();
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @Test
  void showsWhatStandsAndForHowLong() {
    drifts.open(drift(DriftKind.OVERDUE, Source.READ, 0, false));
    admin.clock.advance(Duration.ofSeconds(90));

    var one = items().get(0);

    assertThat(one.path("sandbox").asText()).isEqualTo(Events.SANDBOX.value());
    assertThat(one.path("account").asText()).isEqualTo("alpha");
    assertThat(one.path("kind").asText()).isEqualTo("overdue");
    assertThat(one.path("source").asText()).isEqualTo("read");
    assertThat(one.path("open").asBoolean()).isTrue();
    assertThat(one.path("ageSeconds").asInt()).isEqualTo(90);
    assertThat(one.path("announcement").isNull()).isTrue();
    assertThat(one.path("detectedAt").asText()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(one.path("repairedAt").isNull()).isTrue();

    drifts.close(KEY, DriftKind.OVERDUE);
    admin.clock.advance(Duration.ofSeconds(90));

    assertThat(items().at("/0/open").asBoolean()).isFalse();
    assertThat(items().at("/0/ageSeconds").asInt()).isEqualTo(90);
  }

  @Test
  void tellsALateWebhookFromALostOne() {
    drifts.expectWebhooks(AdminFixture.ALPHA, true);

    drifts.repaired(drift(DriftKind.MISSED_KILLED, Source.FEED, 0, true));
    assertThat(items().at("/0/announcement").asText()).isEqualTo("awaited");

    drifts.announced(KEY, Events.killedBare("e", 0));
    assertThat(items().at("/0/announcement").asText()).isEqualTo("late");

    drifts.repaired(drift(DriftKind.MISSED_PAUSED, Source.FEED, 1, true));
    admin.clock.advance(DriftLog.LOST_AFTER.plusSeconds(2));
    drifts.step();
    assertThat(items().at("/0/announcement").asText()).isEqualTo("lost");
  }

  @Test
  void showsWhatOnlyTheStoreRemembersLast() {
    for (var i = 1; i <= 2; i++) {
      store("old-" + i, i);
    }
    drifts.repaired(drift(DriftKind.MISSED_KILLED, Source.LIST, 0, true));
    drifts.repaired(drift(DriftKind.MISSED_PAUSED, Source.LIST, 1, true));
    drifts.step();

    var kinds = items().findValuesAsText("kind");
    var first = admin.get("/api/drift?limit=1").json();
    var rest = admin.get("/api/drift?limit=9&after=" + first.path("next").asText()).json();

    assertThat(kinds)
        .containsExactly("missed-paused", "missed-killed", "missed-created", "missed-created");
    assertThat(rest.path("items").findValuesAsText("kind")).isEqualTo(kinds.subList(1, 4));
    assertThat(rest.path("next").isNull()).isTrue();
    assertThat(rest.at("/items/1/id").asText()).isEqualTo("old-2");
    assertThat(rest.at("/items/1/open").asBoolean()).isFalse();
  }

  @Test
  void showsWhatAWalkFound() {
    admin.pass();
    var sandbox = admin.start(admin.alpha);
    admin.clock.advance(Duration.ofSeconds(30));
    admin.post("/reconcile", "");

    admin.pass();

    assertThat(items().findValuesAsText("sandbox")).contains(sandbox.value());
    assertThat(items().findValuesAsText("kind")).contains("missed-created");
  }

  @Test
  void hasNoOtherMethods() {
    assertThat(admin.delete("/api/drift").status()).isEqualTo(405);
    assertThat(admin.get("/api/drift?limit=-1").status()).isEqualTo(400);
  }

  private JsonNode items() {
    return admin.get("/api/drift").json().path("items");
  }

  private Drift drift(DriftKind kind, Source source, int second, boolean repaired) {
    var at = Events.at(second);
    return new Drift(KEY, kind, source, at, at, repaired ? at : null, "");
  }

  private void store(String id, int second) {
    var millis = Events.at(second).minusSeconds(3_600).toEpochMilli();
    admin.store.writeVoid(tx ->
        tx.drifts()
            .upsert(
                new DriftRow(
                    id, "alpha", "ia", "missed-created", "feed", millis, millis, null, "")));
  }
}
