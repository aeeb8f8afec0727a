package io.github.e2breconciler.cli;

import io.github.e2breconciler.loop.Loop;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Heartbeats;
import io.github.e2breconciler.simulator.Workload;
import io.github.e2breconciler.simulator.WorkloadSettings;
import io.github.e2breconciler.simulator.World;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FleetOption() {}

  /**
   * How the fleet asked for lives; null for none.
   *
   * @throws ParameterException if it is too small or too large
   */
  static @Nullable WorkloadSettings settings(
      @Nullable FleetOption option, long seed, CommandSpec spec) {
    if (option == null) {
      return null;
    }
    try {
      return WorkloadSettings.of(option.size, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Lets it live on the first team until it is closed. */
  Living start(World world, WorkloadSettings settings) throws IOException {
    var token = tokenFile == null ? null : Files.readString(tokenFile).strip();
    var client = heartbeats == null ? null : new AdminClient(heartbeats, token);
    var hears = client == null ? new Unheard() : new HttpHeartbeats(client);
    var workload = new Workload(world, world.teams().getFirst(), settings, hears);
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
