package io.github.e2breconciler.e2b;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.testing.ContractWorld;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract on the adapter, over the simulator's HTTP face. */
final class HttpE2bApiContractIT extends E2bApiContract {

  private final SimulatorServer server =
      new SimulatorServer(world.world, new SplittableRandom(1), 0);

  @SuppressWarnings("NullAway.Init") // before each test
  private HttpE2bApi api;

  @BeforeEach
  void connect() {
    server.start();
    var settings =
        new E2bSettings(
            new AccountId("default"),
            server.url(),
            Secret.of(ContractWorld.KEY),
            10,
            4,
            new E2bSettings.Circuit(5, Duration.ofSeconds(30), Duration.ofSeconds(30)));
    api =
        new HttpE2bApi(
            settings,
            world.clock,
            new SimpleMeterRegistry(),
            CodecReader::read,
            new ManualTempo().with(ManualTempo.PATIENT));
  }

  @AfterEach
  void close() {
    api.close();
    server.close();
  }

  @Override
  protected E2bApi api() {
    return api;
  }
}
