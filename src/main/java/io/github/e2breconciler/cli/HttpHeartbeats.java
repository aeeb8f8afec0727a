package io.github.e2breconciler.cli;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Heartbeats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Heartbeats as an owner sends them. */
final class HttpHeartbeats implements Heartbeats {

  private final AdminClient client;

  HttpHeartbeats(AdminClient client) {
    this.client = client;
  }

  @Override
  public void renewOwner(String owner, Duration ttl) {
    put("/api/owners/" + URLEncoder.encode(owner, StandardCharsets.UTF_8).replace("+", "%20"), ttl);
  }

  @Override
  public void renewSandbox(SandboxId sandbox, Duration ttl) {
    put("/api/leases/" + sandbox, ttl);
  }

  private void put(String path, Duration ttl) {
    try {
      var answer = client.send("PUT", path, "{\"ttl\":\"" + ttl + "\"}");
      if (!answer.ok()) {
        throw new IllegalStateException(
            "heartbeat refused: " + answer.status() + " " + answer.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during a heartbeat", e);
    }
  }
}
