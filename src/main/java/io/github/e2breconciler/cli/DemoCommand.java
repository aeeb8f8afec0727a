package io.github.e2breconciler.cli;

import io.github.e2breconciler.Daemon;
import io.github.e2breconciler.loop.Loop;
import io.github.e2breconciler.simulator.FaultPlan;
import io.github.e2breconciler.simulator.Fleet;
import io.github.e2breconciler.simulator.FleetSettings;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole thing on one machine: a simulated E2B, a fleet that leaks, and the daemon. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Runs the simulator, a living fleet that leaks, and the daemon against them.")
final class DemoCommand implements Callable<Integer> {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** A third is lost and some come twice; none is late, so that the lag shown is our own. */
  private static final FaultPlan LOSSY =
      FaultPlan.parse(
          """
          faults:
            - {fault: webhook-lost, probability: 30%}
            - {fault: webhook-duplicated, probability: 10%}
          """);

  /** What the last leak needs: to be noticed, marked, paused, killed and verified. */
  private static final Duration STOP_LEAKING = Duration.ofSeconds(30);

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "Ends by itself, with a summary. Default: runs until Ctrl-C.")
  private @Nullable Duration length;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--simulator-port",
      defaultValue = "8070",
      converter = PortConverter.class,
      description = "Default: 8070.")
  private int simulatorPort;

  @Option(
      names = "--port",
      defaultValue = "8080",
      converter = PortConverter.class,
      description = "Webhooks. Default: 8080.")
  private int port;

  @Option(
      names = "--admin-port",
      defaultValue = "8081",
      converter = PortConverter.class,
      description = "Default: 8081.")
  private int adminPort;

  @ArgGroup private @Nullable FaultOption faults;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DemoCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    var plan = FaultOption.plan(faults, LOSSY, spec);
    var signals = new Signals();
    var folder = Files.createTempDirectory("e2b-reconciler-demo");
    var random = new SplittableRandom(seed);
    var world = new World(InstantSource.system(), random.split());
    var team = world.open(DemoDaemon.KEY, "demo", TeamPlan.pro());
    try (var simulator = new SimulatorServer(world, random.split(), simulatorPort)) {
      simulator.faults().put(plan);
      simulator.start();
      var place = new DemoDaemon.Place(port, adminPort, folder.resolve("demo.db"));
      var settings = DemoDaemon.settings(place, simulator.url(), DemoDaemon.UNSUSPICIOUS);
      try (var daemon = new Daemon(settings)) {
        daemon.start();
        var webhook = URI.create("http://127.0.0.1:" + daemon.port() + "/webhooks/e2b");
        DemoWebhook.register(team, webhook, DemoDaemon.SECRET);
        greet(simulator, daemon);
        return live(world, team, simulator, daemon, signals);
      }
    } finally {
      DemoDaemon.delete(folder);
      signals.closed();
    }
  }

  private int live(
      World world, Team team, SimulatorServer simulator, Daemon daemon, Signals signals)
      throws InterruptedException {
    var tally = new DemoTally(daemon.engine(), daemon.meters(), simulator);
    var settings =
        length == null
            ? FleetSettings.demo(seed)
            : FleetSettings.demo(seed).withStopLeakingAfter(length.minus(STOP_LEAKING));
    var ran = Duration.ZERO;
    try (var client = new AdminClient(URI.create("http://127.0.0.1:" + daemon.adminPort()), null)) {
      var fleet = new Fleet(world, team, settings, new HttpHeartbeats(client));
      try (var loop = new Loop("fleet", fleet::step, SECOND)) {
        loop.start();
        while ((length == null || ran.compareTo(length) < 0) && !signals.await(SECOND)) {
          ran = ran.plus(SECOND);
          tally.passed(SECOND);
        }
        var truth = fleet.truth();
        tally.print(truth, ran, out());
        var touched = truth.ownedEnded() + truth.ownedPaused();
        var done = touched == 0 && (length == null || truth.everyLeakEnded());
        return done ? ExitCode.DONE : ExitCode.FAILED;
      }
    }
  }

  private void greet(SimulatorServer simulator, Daemon daemon) {
    out().println("E2B simulator   " + simulator.url());
    out().println("webhooks        http://127.0.0.1:" + daemon.port() + "/webhooks/e2b");
    out().println("admin           http://127.0.0.1:" + daemon.adminPort());
    out()
        .println(
            length == null
                ? "A fleet of about 20 sandboxes lives and leaks; Ctrl-C ends it."
                : "A fleet of about 20 sandboxes lives and leaks for " + length + ".");
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
