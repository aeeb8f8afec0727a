package io.github.e2breconciler.bench;

import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * A simulator with a fleet that does nothing, in a process of its own. It says its port on its
 * standard error, and ends with its standard input.
 */
@Command(name = "fleet", hidden = true)
final class FleetCommand implements Callable<Integer> {

  static final String KEY = "e2b_bench";

  private static final int OWNERS = 500;

  @Parameters private int size;

  @Override
  public Integer call() throws IOException {
    var random = new SplittableRandom(1);
    var world = new World(InstantSource.system(), random.split());
    var team = world.open(KEY, "bench", TeamPlan.pro());
    var spec = NewSandbox.of("base", Duration.ofHours(12));
    for (var i = 0; i < size; i++) {
      var tags = Map.of("app", "bench", "owner", "tenant-" + i % OWNERS, "kind", "worker");
      var _ = team.create(spec.withMetadata(tags));
    }
    try (var server = new SimulatorServer(world, random.split(), 0)) {
      server.start();
      System.err.println(server.port());
      while (System.in.read() >= 0) {
        // until it is closed
      }
    }
    return 0;
  }
}
