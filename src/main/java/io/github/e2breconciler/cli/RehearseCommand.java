package io.github.e2breconciler.cli;

import io.github.e2breconciler.Daemon;
import io.github.e2breconciler.loop.Loop;
import io.github.e2breconciler.sandbox.AccountId;
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

/**
 * The daemon, armed, against a simulated E2B over HTTP in which everything goes wrong, with a
 * verdict: 0 if nobody's sandbox was touched, every leak came to its end or to a human, and the
 * audit has it all.
 */
@Command(
    name = "rehearse",
    mixinStandardHelpOptions = true,
    description =
        "Runs the daemon, armed, against the simulator with every fault, lifts each freeze after"
            + " its fault, and ends with a verdict.")
final class RehearseCommand implements Callable<Integer> {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Once nothing leaks or fails any more: an unanswered kill is looked after for four minutes. */
  private static final Duration CALM = Duration.ofMinutes(6);

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description = "How long it leaks and fails, before it comes to rest. Default: 10m.")
  private Duration length;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--simulator-port",
      defaultValue = "0",
      converter = PortConverter.class,
      description = "Default: any.")
  private int simulatorPort;

  @Option(
      names = "--port",
      defaultValue = "0",
      converter = PortConverter.class,
      description = "Webhooks. Default: any.")
  private int port;

  @Option(
      names = "--admin-port",
      defaultValue = "0",
      converter = PortConverter.class,
      description = "Default: any.")
  private int adminPort;

  @ArgGroup private @Nullable FaultOption faults;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  RehearseCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    var plan = FaultOption.plan(faults, FaultPlan.preset("rehearsal"), spec);
    var signals = new Signals();
    var folder = Files.createTempDirectory("e2b-reconciler-rehearsal");
    var random = new SplittableRandom(seed);
    var world = new World(InstantSource.system(), random.split());
    var team = world.open(DemoDaemon.KEY, "demo", TeamPlan.pro());
    try (var simulator = new SimulatorServer(world, random.split(), simulatorPort)) {
      simulator.start();
      var settings =
          DemoDaemon.settings(
              new DemoDaemon.Place(port, adminPort, folder.resolve("rehearsal.db")),
              simulator.url(),
              DemoDaemon.SUSPICIOUS);
      try (var daemon = new Daemon(settings)) {
        daemon.start();
        var webhook = URI.create("http://127.0.0.1:" + daemon.port() + "/webhooks/e2b");
        DemoWebhook.register(team, webhook, DemoDaemon.SECRET);
        say("admin http://127.0.0.1:" + daemon.adminPort() + ", for " + length);
        simulator.faults().put(plan);
        return live(new Scene(world, team, simulator, daemon), signals);
      }
    } finally {
      DemoDaemon.delete(folder);
      signals.closed();
    }
  }

  /** What takes part. */
  private record Scene(World world, Team team, SimulatorServer simulator, Daemon daemon) {}

  private int live(Scene scene, Signals signals) throws InterruptedException {
    var engine = scene.daemon().engine();
    var account = engine.settings().accounts().getFirst().id();
    var simulator = scene.simulator();
    var tally = new DemoTally(engine, scene.daemon().meters(), simulator);
    var lifter = new FreezeLifter(engine.freezes(), simulator.faults()::lasting, this::say);
    var life = FleetSettings.demo(seed).withStopLeakingAfter(length);
    try (var client =
        new AdminClient(URI.create("http://127.0.0.1:" + scene.daemon().adminPort()), null)) {
      var fleet = new Fleet(scene.world(), scene.team(), life, new HttpHeartbeats(client));
      try (var loop = new Loop("fleet", fleet::step, SECOND)) {
        loop.start();
        var ran = Duration.ZERO;
        var end = length.plus(CALM);
        while (ran.compareTo(end) < 0 && !signals.await(SECOND)) {
          ran = ran.plus(SECOND);
          tally.passed(SECOND);
          lifter.step(ran);
          if (ran.equals(length)) {
            say(ran.toSeconds() + " s: nothing leaks or fails any more; coming to rest");
            strikes(simulator);
            simulator.faults().put(FaultPlan.none());
          }
          if (ran.compareTo(length) > 0
              && RehearsalVerdict.settled(engine, account, fleet.truth())) {
            break;
          }
        }
        return judge(scene, account, fleet, ran, lifter.lifted(), tally);
      }
    }
  }

  private int judge(
      Scene scene, AccountId account, Fleet fleet, Duration ran, int lifted, DemoTally tally) {
    var truth = fleet.truth();
    var engine = scene.daemon().engine();
    tally.print(truth, ran, out());
    say("freezes lifted: " + lifted);
    var verdict = RehearsalVerdict.of(engine, account, scene.team(), truth);
    verdict.lines().forEach(this::say);
    return verdict.good() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void strikes(SimulatorServer simulator) {
    var struck = simulator.faults().strikes();
    var silent = struck.entrySet().stream().filter(each -> each.getValue() == 0).count();
    say(
        "faults that struck: %d of %d, %d times"
            .formatted(
                struck.size() - silent,
                struck.size(),
                struck.values().stream().mapToLong(count -> count).sum()));
  }

  private void say(String line) {
    out().println(line);
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
