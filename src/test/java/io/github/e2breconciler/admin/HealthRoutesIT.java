package io.github.e2breconciler.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class HealthRoutesIT {

  private final AdminFixture admin;

  HealthRoutesIT(@TempDir Path folder) {
    admin = new AdminFixture(folder);
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @Test
  void livesFromTheStart() {
    var live = admin.get("/health/live");

    assertThat(live.status()).isEqualTo(200);
    assertThat(live.json().path("status").asText()).isEqualTo("up");
  }

  @Test
  void isReadyOnceEveryAccountWasWalked() {
    var before = admin.get("/health/ready");
    admin.post("/reconcile", "{\"account\":\"alpha\"}");
    admin.pass();
    var halfway = admin.get("/health/ready");
    admin.post("/reconcile", "{\"account\":\"beta\"}");
    admin.pass();
    var after = admin.get("/health/ready");

    assertThat(before.status()).isEqualTo(503);
    assertThat(before.json().path("status").asText()).isEqualTo("down");
    assertThat(before.json().at("/checks/store/status").asText()).isEqualTo("up");
    assertThat(before.json().at("/checks/walk-alpha/reason").asText()).contains("complete walk");
    assertThat(halfway.status()).isEqualTo(503);
    assertThat(halfway.json().at("/checks/walk-alpha/status").asText()).isEqualTo("up");
    assertThat(halfway.json().at("/checks/walk-beta/status").asText()).isEqualTo("down");
    assertThat(after.status()).isEqualTo(200);
    assertThat(after.json().path("status").asText()).isEqualTo("up");
  }

  @Test
  void isNeitherReadyNorAliveWithoutTheWebhookListener() {
    admin.pass();
    admin.webhookListenerUp = false;

    for (var route : List.of("/health/ready", "/health/live")) {
      var down = admin.get(route);

      assertThat(down.status()).isEqualTo(503);
      assertThat(down.json().at("/checks/webhook-listener/status").asText()).isEqualTo("down");
    }
  }

  @Test
  void isNotReadyWithoutTheStoreButLives() {
    admin.storeBroken = true;
    assertThat(admin.put("/api/leases/ia", "{\"ttl\":\"5m\"}").status()).isEqualTo(503);

    var down = admin.get("/health/ready");

    assertThat(down.status()).isEqualTo(503);
    assertThat(down.json().at("/checks/store/status").asText()).isEqualTo("down");
    assertThat(admin.get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void hasNoOtherMethods() {
    assertThat(admin.post("/health/live", "").status()).isEqualTo(405);
    assertThat(admin.post("/health/ready", "").status()).isEqualTo(405);
    assertThat(admin.get("/health").status()).isEqualTo(404);
  }
}
