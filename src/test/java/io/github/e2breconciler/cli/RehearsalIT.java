package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.e2breconciler.testing.Child;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's rehearsal as a user does it: its file and its two commands, on free ports. In short
 * until the fleet heartbeats and its webhooks arrive; with {@code -Drehearsal=full} until a leaked
 * sandbox was ended, which takes some minutes.
 */
@Timeout(600)
final class RehearsalIT {

  private static final Pattern YAML =
      Pattern.compile("`rehearsal\\.yaml`:\\n\\n```yaml\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern COMMANDS =
      Pattern.compile("in two terminals:\\n\\n```sh\\n(.*?)```", Pattern.DOTALL);
  private static final boolean FULL = "full".equals(System.getProperty("rehearsal"));

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> ports = new LinkedHashMap<>();

  @TempDir private Path folder;

  RehearsalIT() throws IOException {
    try (var e2b = new ServerSocket(0);
        var webhooks = new ServerSocket(0);
        var admin = new ServerSocket(0)) {
      ports.put("8070", Integer.toString(e2b.getLocalPort()));
      ports.put("8080", Integer.toString(webhooks.getLocalPort()));
      ports.put("8081", Integer.toString(admin.getLocalPort()));
    }
  }

  @Test
  void rehearsesAsTheReadmeSays() throws Exception {
    var readme = Files.readString(Path.of("README.md"));
    var store = folder.resolve("rehearsal.db").toString();
    Files.writeString(
        folder.resolve("rehearsal.yaml"),
        here(block(YAML, readme)).replace("/tmp/rehearsal.db", store));
    var commands = here(block(COMMANDS, readme)).replace("\\\n", " ").strip().split("\n\n", -1);
    assertThat(commands).hasSize(2);

    try (var simulator = start(commands[0] + " --port " + ports.get("8070"));
        var _ = start(commands[1])) {
      simulator.awaitLine("fleet founded");
      var state =
          awaitState(it ->
              it.at("/webhooks/delivered").intValue() > 0
                  && it.at("/webhooks/lost").intValue() > 0
                  && heartbeats()
                  && (!FULL || it.at("/fleet/leaksEnded").intValue() > 0));

      assertThat(state.at("/fleet/owned").intValue()).isPositive();
      assertThat(state.at("/fleet/ownedEnded").intValue()).isZero();
      assertThat(state.at("/fleet/ownedPaused").intValue()).isZero();
    } finally {
      client.shutdownNow();
    }
  }

  /** Runs a line of the README: its environment, the launcher, and the arguments. */
  private Child start(String line) throws IOException {
    var environment = new LinkedHashMap<String, String>();
    environment.put("E2B_RECONCILER_PORT", ports.get("8080"));
    environment.put("E2B_RECONCILER_ADMIN_PORT", ports.get("8081"));
    var words = new ArrayList<>(List.of(line.strip().split("\\s+", -1)));
    while (words.getFirst().contains("=")) {
      var setting = words.removeFirst().split("=", 2);
      environment.put(setting[0], setting[1]);
    }
    assertThat(words.removeFirst()).isEqualTo("deploy/e2b-reconciler");
    return Child.program(folder, environment, words.toArray(String[]::new));
  }

  private JsonNode awaitState(Predicate<JsonNode> enough) throws Exception {
    var deadline = System.nanoTime() + Duration.ofMinutes(FULL ? 9 : 2).toNanos();
    while (true) {
      var state = new ObjectMapper().readTree(get("8070", "/simulator/state"));
      if (enough.test(state)) {
        return state;
      }
      assertThat(System.nanoTime()).as("%s", state).isLessThan(deadline);
      var _ = get("8070", "/health");
    }
  }

  private boolean heartbeats() {
    try {
      return Pattern.compile("e2b_reconciler_leases\\{kind=\"owner\"[^}]*} [1-9]")
          .matcher(get("8081", "/metrics"))
          .find();
    } catch (IOException e) {
      return false; // it does not listen yet
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String get(String port, String path) throws IOException, InterruptedException {
    var url = URI.create("http://127.0.0.1:" + ports.get(port) + path);
    return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
  }

  private String here(String text) {
    var result = text;
    for (var port : ports.entrySet()) {
      result = result.replace(port.getKey(), port.getValue());
    }
    return result;
  }

  private static String block(Pattern pattern, String readme) {
    var found = pattern.matcher(readme);
    assertThat(found.find()).as(pattern.pattern()).isTrue();
    return found.group(1);
  }
}
