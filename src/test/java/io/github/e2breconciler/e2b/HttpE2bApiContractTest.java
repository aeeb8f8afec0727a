package io.github.e2breconciler.e2b;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

final class HttpE2bApiContractTest extends E2bApiContract {

  private final TinyE2b world = new TinyE2b();
  private final HttpE2bApi api =
      new HttpE2bApi(
          new E2bSettings(
              new AccountId("default"),
              world.url(),
              Secret.of("key"),
              10,
              4,
              new E2bSettings.Circuit(5, Duration.ofSeconds(30), Duration.ofSeconds(30))),
          InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")),
          new SimpleMeterRegistry(),
          CodecReader::read,
          new ManualTempo().with(ManualTempo.PATIENT));

  @AfterEach
  void close() {
    api.close();
    world.close();
  }

  @Override
  protected E2bApi api() {
    return api;
  }

  @Override
  protected SandboxId start(Map<String, String> metadata) {
    return world.start(metadata);
  }

  @Override
  protected void pauseByOthers(SandboxId sandbox) {
    world.pause(sandbox.value());
  }

  @Override
  protected void endByOthers(SandboxId sandbox) {
    world.end(sandbox.value());
  }
}
