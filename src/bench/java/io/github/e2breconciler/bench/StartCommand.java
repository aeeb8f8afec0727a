package io.github.e2breconciler.bench;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.webhook.TestEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a start takes, and what a daemon that idles holds of the machine's memory, beside a bare
 * Helidon: the two are started in turn with the launcher's options, and the last two idle together.
 */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Time to the first 200 after start, and resident memory when idle, beside a bare Helidon.")
final class StartCommand implements Callable<Integer> {

  /** What the deployments of the daemon ask for. */
  private static final int REQUESTED_MEBIBYTES = 256;

  @Option(names = "--rounds", defaultValue = "7", description = "Of which the median counts.")
  private int rounds;

  @Option(names = "--sandboxes", defaultValue = "1000", description = "How many live at E2B.")
  private int sandboxes;

  @Option(names = "--idle", defaultValue = "60s", description = "From ready to the look at memory.")
  private Duration idle;

  @Option(
      names = "--memory",
      defaultValue = "512m",
      description = "What the machine seems to have.")
  private String memory;

  @Option(names = "--class-path", description = "The daemon's. Default: ours.")
  private String classPath = System.getProperty("java.class.path");

  @Option(names = "--jvm", description = "More options of the daemon's process.")
  private List<String> options = List.of();

  @Option(names = "--folder", defaultValue = "target", description = "Where stores and logs lie.")
  private Path parent;

  @Spec private CommandSpec spec;

  private final int barePort = Start.freePort();
  private final int port = Start.freePort();
  private final int adminPort = Start.freePort();
  private Path folder;

  @SuppressWarnings("NullAway.Init") // picocli and call() set the fields
  StartCommand() throws IOException {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(parent);
    folder = Files.createTempDirectory(parent, "start");
    try (var e2b = new Fleet(sandboxes, folder)) {
      Files.writeString(folder.resolve("config.yaml"), settings(e2b.url()));
      var bars = new Bars(spec.commandLine().getOut());
      measure(bars);
      return bars.cleared() ? 0 : 1;
    } finally {
      Folders.delete(folder);
    }
  }

  private void measure(Bars bars) throws IOException, InterruptedException {
    var out = spec.commandLine().getOut();
    var bares = new Times();
    var daemons = new Times();
    for (var round = 1; ; round++) {
      try (var bare = bare()) {
        bares.add(bare, barePort);
        try (var daemon = daemon()) {
          daemons.add(daemon, port);
          if (round < rounds) {
            continue;
          }
          bares.tell("a bare Helidon");
          daemons.tell("the daemon");
          daemon.firstOk(url(adminPort, "/health/ready"), HttpRequest::newBuilder);
          var _ = new Semaphore(0).tryAcquire(idle.toNanos(), NANOSECONDS);
          out.printf(
              "%-15s resident when idle %6.0f MiB%n", "a bare Helidon", bare.residentMebibytes());
          bars.atMost(
              "resident with " + sandboxes + " sandboxes, MiB",
              daemon.residentMebibytes(),
              REQUESTED_MEBIBYTES);
          return;
        }
      }
    }
  }

  private Start bare() throws IOException {
    return new Start(
        java(
            List.of(),
            System.getProperty("java.class.path"),
            BareServer.class.getName(),
            Integer.toString(barePort)),
        folder.resolve("bare.log"));
  }

  private Start daemon() throws IOException {
    var config = folder.resolve("config.yaml").toString();
    return new Start(
        java(options, classPath, "io.github.e2breconciler.Main", "serve", "--config", config),
        folder.resolve("daemon.log"));
  }

  /** The options are those of {@code deploy/e2b-reconciler}. */
  private List<String> java(List<String> more, String path, String main, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:MaxRAM=" + memory));
    command.addAll(more);
    command.addAll(List.of("-cp", path, main));
    command.addAll(List.of(arguments));
    return command;
  }

  /** A store of its own for each run would be new each time; this one remembers the runs before. */
  private String settings(URI e2b) throws IOException {
    var key = Files.writeString(folder.resolve("key"), FleetCommand.KEY);
    var secret = Files.writeString(folder.resolve("secret"), Traffic.SECRET.reveal());
    return """
    server: {host: 127.0.0.1, port: %d}
    admin: {host: 127.0.0.1, port: %d}
    store: {url: "jdbc:sqlite:%s"}
    accounts:
      - {name: default, api-url: "%s", api-key-file: "%s", webhook-secret-files: ["%s"]}
    """
        .formatted(port, adminPort, folder.resolve("start.db"), e2b, key, secret);
  }

  /** A signed event; the daemon answers it 200 once it is on disk. */
  private static HttpRequest.Builder delivery() {
    var now = InstantSource.system().instant();
    var body = TestEvent.body("kill", new SandboxId("inobodys"), now, "start-" + now);
    var request = HttpRequest.newBuilder().POST(BodyPublishers.ofByteArray(body));
    TestEvent.headers(Traffic.SECRET, body).forEach(request::header);
    return request;
  }

  private static URI url(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** How long starts took, and what they cost. */
  private final class Times {

    private final List<Duration> wall = new ArrayList<>();
    private final List<Duration> cpu = new ArrayList<>();

    void add(Start process, int where) throws IOException, InterruptedException {
      wall.add(process.firstOk(url(where, Traffic.PATH), StartCommand::delivery));
      cpu.add(process.cpu());
    }

    void tell(String what) {
      var out = spec.commandLine().getOut();
      out.printf(
          "%-15s first 200 after %6d ms, of CPU %6d ms%n",
          what, median(wall).toMillis(), median(cpu).toMillis());
      out.flush();
    }

    private static Duration median(List<Duration> times) {
      return times.stream().sorted().toList().get(times.size() / 2);
    }
  }
}
