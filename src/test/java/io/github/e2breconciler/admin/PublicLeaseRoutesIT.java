package io.github.e2breconciler.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.admin.AdminFixture.Reply;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.sandbox.SandboxId;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Heartbeats on the webhook port. */
@Timeout(60)
final class PublicLeaseRoutesIT {

  private static final String LEASE = "/api/leases/ia";
  private static final BodyPublisher HEARTBEAT = BodyPublishers.ofString("{\"ttl\":\"5m\"}");

  private final AdminFixture admin;

  PublicLeaseRoutesIT(@TempDir Path folder) {
    admin = new AdminFixture(folder, "", null, "heartbeat");
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @Test
  void wantsItsToken() {
    assertThat(admin.send(admin.publicRequest(LEASE).PUT(HEARTBEAT)).status()).isEqualTo(401);
    assertThat(admin.send(admin.publicRequest(LEASE).DELETE()).status()).isEqualTo(401);
    assertThat(admin.engine.leases().find(LeaseKey.sandbox(null, new SandboxId("ia")))).isNull();

    assertThat(admin.send(withToken(LEASE).PUT(HEARTBEAT)).status()).isEqualTo(200);
  }

  @Test
  void showsNothing() {
    assertThat(admin.send(withToken(LEASE).PUT(HEARTBEAT)).status()).isEqualTo(200);

    assertThat(admin.send(withToken(LEASE)).status()).isEqualTo(405);
    assertThat(admin.send(withToken("/api/sandboxes")).status()).isEqualTo(404);
    assertThat(admin.send(withToken("/reconcile")).status()).isEqualTo(404);
  }

  @Test
  void saysTryAgainWhenTheStoreTakesNothing() {
    admin.storeBroken = true;

    Reply refused = admin.send(withToken(LEASE).PUT(HEARTBEAT));

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.raw().headers().firstValue("Retry-After")).isPresent();
  }

  private HttpRequest.Builder withToken(String path) {
    return admin.publicRequest(path).header("Authorization", "Bearer heartbeat");
  }
}
