package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The unmodified npm packages {@code e2b} and {@code @e2b/cli} against the server, as {@code
 * src/test/clients} pins them. It needs Node 20 and npm and installs both packages, so only the
 * profile {@code clients} runs it: {@code mvn verify -Pclients -Dit.test=ClientsIT}.
 */
@Tag("clients")
final class ClientsIT {

  private static final Path SCRIPTS = Path.of("src", "test", "clients");
  private static final Path INSTALLED = Path.of("target", "clients");
  private static final String KEY = "e2b_" + "0123456789abcdef0123".repeat(2);

  @BeforeAll
  static void install() throws Exception {
    Files.createDirectories(INSTALLED);
    try (var files = Files.list(SCRIPTS)) {
      for (var file : files.toList()) {
        Files.write(INSTALLED.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
    run(new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
  }

  @Test
  void sdkCannotTellItApart() throws Exception {
    drive("sdk.mjs", 20, "POST /v2/sandboxes 201", "GET /v2/sandboxes 200", "POST …/pause 409");
  }

  @Test
  void commandLineCannotTellItApart() throws Exception {
    drive(
        "cli.mjs",
        200,
        "GET /v2/sandboxes 200",
        "DELETE /sandboxes/… 404",
        "POST …/pause 204",
        "POST …/pause 404",
        "POST …/connect 201",
        "POST …/connect 404");
  }

  /** Runs a script against a team that may have {@code limit} sandboxes at once. */
  private static void drive(String script, int limit, String... expected) throws Exception {
    var world = new World(InstantSource.system(), new SplittableRandom(1));
    world.open(KEY, "clients", TeamPlan.pro().withConcurrent(limit));
    try (var server = new SimulatorServer(world, new SplittableRandom(2), 0)) {
      server.start();
      try (var proxy = new RecordingProxy(server.url())) {
        var node = new ProcessBuilder("node", script);
        var url = proxy.url().toString();
        node.environment().keySet().removeIf(name -> name.startsWith("E2B_"));
        node.environment().put("E2B_API_URL", url);
        node.environment().put("E2B_SANDBOX_URL", url);
        node.environment().put("E2B_DOMAIN", "localhost");
        node.environment().put("E2B_API_KEY", KEY);
        node.environment().put("NO_UPDATE_NOTIFIER", "1");

        System.out.println(run(node));

        assertThat(print(proxy.calls())).contains(expected);
        assertThat(proxy.calls()).as("bodies come chunked").anyMatch(RecordingProxy.Call::chunked);
      }
    }
  }

  /** Prints how often each route was answered with which status, and returns the kinds of that. */
  private static List<String> print(List<RecordingProxy.Call> calls) {
    var kinds = new TreeMap<String, Integer>();
    for (var call : calls) {
      kinds.merge(call.method() + " " + route(call.path()) + " " + call.status(), 1, Integer::sum);
    }
    System.out.println(calls.size() + " requests:");
    kinds.forEach((kind, count) -> System.out.printf("  %4d  %s%n", count, kind));
    return List.copyOf(kinds.keySet());
  }

  private static String route(String path) {
    return path.replaceFirst("\\?.*", "")
        .replaceFirst("/sandboxes/i[a-z0-9]{20}/", "…/")
        .replaceFirst("/sandboxes/i[a-z0-9]{20}$", "/sandboxes/…");
  }

  private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    var process = builder.directory(INSTALLED.toFile()).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(output).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
