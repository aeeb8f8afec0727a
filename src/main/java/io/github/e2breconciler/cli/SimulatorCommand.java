package io.github.e2breconciler.cli;

import io.github.e2breconciler.simulator.FaultPlan;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.WorkloadSettings;
import io.github.e2breconciler.simulator.World;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** An E2B to test against. */
@Command(
    name = "simulator",
    mixinStandardHelpOptions = true,
    description = "Runs an E2B to test against, on this machine only.")
final class SimulatorCommand implements Callable<Integer> {

  @Option(
      names = "--port",
      defaultValue = "8070",
      converter = PortConverter.class,
      description = "Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--key",
      paramLabel = "KEY[=TEAM]",
      defaultValue = "e2b_simulator",
      description = "An API key, and the team it is of. Default: ${DEFAULT-VALUE}.")
  private List<String> keys = List.of();

  @ArgGroup(exclusive = false)
  private @Nullable WebhookOption webhook;

  @ArgGroup private @Nullable FaultOption faults;

  @ArgGroup(exclusive = false)
  private @Nullable FleetOption fleet;

  @Mixin private PlanOption grants;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  SimulatorCommand() {}

  /** A webhook registered from the start, for every key. */
  static final class WebhookOption {
    @Option(names = "--webhook-url", required = true, description = "Where events are sent.")
    private URI url;

    @Option(names = "--webhook-secret", required = true, description = "What they are signed with.")
    private String secret;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    WebhookOption() {}
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var plan = FaultOption.plan(faults, FaultPlan.none(), spec);
    @Nullable WorkloadSettings life = FleetOption.settings(fleet, seed, grants.plan(), spec);
    var random = new SplittableRandom(seed);
    var world = new World(InstantSource.system(), random.split());
    for (var key : keys) {
      var split = key.indexOf('=');
      var name = split < 0 ? "default" : key.substring(split + 1);
      var team = world.open(split < 0 ? key : key.substring(0, split), name, grants.plan());
      if (webhook != null) {
        DemoWebhook.register(team, webhook.url, webhook.secret);
      }
    }
    var signals = new Signals();
    try (var server = new SimulatorServer(world, random.split(), port)) {
      server.faults().put(plan);
      server.start();
      var out = spec.commandLine().getOut();
      out.println(
          "E2B simulator on " + server.url() + ", state at " + server.url() + "/simulator/state");
      out.flush();
      await(signals, server, world, life);
    } finally {
      signals.closed();
    }
    return ExitCode.DONE;
  }

  private void await(
      Signals signals, SimulatorServer server, World world, @Nullable WorkloadSettings life)
      throws IOException, InterruptedException {
    if (fleet == null || life == null) {
      signals.await();
      return;
    }
    try (var _ = fleet.start(world, life, server)) {
      signals.await();
    }
  }
}
