package io.github.e2breconciler.simulator;

import io.github.e2breconciler.e2b.E2bApi;
import io.github.e2breconciler.e2b.E2bApiContract;
import io.github.e2breconciler.testing.ContractWorld;
import java.util.SplittableRandom;

/** The contract on the port in memory. */
final class SimulatedE2bApiContractTest extends E2bApiContract {

  private final SimulatedE2bApi api =
      new SimulatedE2bApi(
          world.world, ContractWorld.KEY, world.clock, new Faults(new SplittableRandom(1)));

  @Override
  protected E2bApi api() {
    return api;
  }
}
