package io.github.e2breconciler.cli;

import io.github.e2breconciler.loop.Loop;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Heartbeats;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.Workload;
import io.github.e2breconciler.simulator.WorkloadSettings;
import io.github.e2breconciler.simulator.World;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A fleet that lives in the simulator, on the first key's team, and where its owners heartbeat. */
final class FleetOption {

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  @Option(
      names = "--fleet",
      required = true,
      paramLabel = "N",
      description = "About how many sandboxes live here, 5 to 100,000. Default: none.")
  private int size;

  @Option(
      names = "--heartbeats",
      paramLabel = "URL",
      description = "The daemon's address for its owners' heartbeats. Default: none are sent.")
  private @Nullable URI heartbeats;

  @Option(
      names = "--heartbeat-token-file",
      paramLabel = "FILE",
      description = "The token that the daemon wants with them.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--mean-life",
      paramLabel = "DURATION",
      description = "How long a sandbox is in use on average, as in PT2M; arrivals follow from it.")
  private @Nullable Duration meanLife;

  @Option(
      names = "--owner-life",
      paramLabel = "DURATION",
      description = "How long an owner lives on average until it crashes, as in PT4M.")
  private @Nullable Duration ownerLife;

  @Option(
      names = "--leak-share",
      paramLabel = "SHARE",
      description = "How many sandboxes leak though their owner lives, from 0 to 1.")
  private @Nullable Double leakShare;

  @Option(
      names = "--day-swing",
      paramLabel = "SHARE",
      description = "How much arrivals swing with the time of day, from 0 to 1.")
  private @Nullable Double daySwing;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FleetOption() {}

  /**
   * How the fleet asked for lives; null for none.
   *
   * @throws ParameterException if it is too small or too large, also for what its team may run
   */
  static @Nullable WorkloadSettings settings(
      @Nullable FleetOption option, long seed, TeamPlan plan, CommandSpec spec) {
    if (option == null) {
      return null;
    }
    if (!plan.holds(option.size)) {
      throw new ParameterException(
          spec.commandLine(),
          "a fleet of " + option.size + " needs a plan of more at once, longer");
    }
    try {
      return option.settings(WorkloadSettings.of(option.size, seed));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private WorkloadSettings settings(WorkloadSettings usual) {
    return new WorkloadSettings(
        usual.size(),
        usual.seed(),
        Objects.requireNonNullElse(meanLife, usual.meanLife()),
        Objects.requireNonNullElse(ownerLife, usual.ownerLife()),
        usual.lease(),
        Objects.requireNonNullElse(leakShare, usual.leakShare()),
        Objects.requireNonNullElse(daySwing, usual.day()));
  }

  /** Lets it live on the first team until it is closed; the server tells what is true of it. */
  Living start(World world, WorkloadSettings settings, SimulatorServer server) throws IOException {
    var token = AdminClient.token(tokenFile);
    var client = heartbeats == null ? null : new AdminClient(heartbeats, token);
    var hears = client == null ? new Unheard() : new HttpHeartbeats(client);
    var workload = new Workload(world, world.teams().getFirst(), settings, hears);
    server.tellTruthOf(workload);
    var loop = new Loop("fleet", workload::step, PAUSE_AFTER_FAILURE);
    loop.start();
    return new Living(loop, client);
  }

  /** What runs for a fleet. */
  record Living(Loop loop, @Nullable AdminClient client) implements AutoCloseable {

    @Override
    public void close() {
      loop.close();
      if (client != null) {
        client.close();
      }
    }
  }

  /** Nobody listens. */
  private static final class Unheard implements Heartbeats {

    @Override
    public void renewOwner(String owner, Duration ttl) {}

    @Override
    public void renewSandbox(SandboxId sandbox, Duration ttl) {}
  }
}
