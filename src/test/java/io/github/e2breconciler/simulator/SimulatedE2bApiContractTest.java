package io.github.e2breconciler.simulator;

import io.github.e2breconciler.e2b.E2bApi;
import io.github.e2breconciler.e2b.E2bApiContract;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.testing.ContractWorld;
import java.util.Map;
import java.util.SplittableRandom;

/** The contract on the port in memory. */
final class SimulatedE2bApiContractTest extends E2bApiContract {

  private final ContractWorld world = new ContractWorld();
  private final SimulatedE2bApi api =
      new SimulatedE2bApi(
          world.world, ContractWorld.KEY, world.clock, new Faults(new SplittableRandom(1)));

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
    world.pause(sandbox);
  }

  @Override
  protected void endByOthers(SandboxId sandbox) {
    world.end(sandbox);
  }

  @Override
  protected void crash(SandboxId sandbox) {
    world.crash(sandbox);
  }

  @Override
  protected void deliver(int status) {
    world.deliver(status);
  }

  @Override
  protected void settle() {
    world.settle();
  }
}
