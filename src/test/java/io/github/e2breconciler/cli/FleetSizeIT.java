package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.Child;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred thousand live sandboxes in a heap of 1 GiB, served over HTTP. How long a page takes is
 * measured where no other load disturbs it, in WorkloadTest.
 */
@Timeout(240)
final class FleetSizeIT {

  private static final int SIZE = 99_000; // and more, whatever ends meanwhile
  private static final int PAGES = 400;
  private static final Pattern ID = Pattern.compile("\"sandboxID\":\"([a-z0-9]+)\"");
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+");

  @TempDir private Path folder;

  @Test
  void servesHundredThousandInOneGibibyte() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        List.of(
            java,
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "io.github.e2breconciler.Main",
            "simulator",
            "--port",
            "0",
            "--fleet",
            "100000");
    try (var simulator = Child.start(folder, Map.of(), command);
        var client = HttpClient.newHttpClient()) {
      var matcher = ADDRESS.matcher(simulator.awaitLine("E2B simulator on "));
      assertThat(matcher.find()).isTrue();
      awaitFounded(client, matcher.group());
      var seen = new HashSet<String>();
      var next = "";
      for (var i = 0; i < PAGES; i++) {
        var page = page(client, matcher.group(), next);
        ID.matcher(page.body()).results().forEach(found -> seen.add(found.group(1)));
        assertThat(total(page)).isGreaterThan(SIZE);
        next = page.headers().firstValue("X-Next-Token").orElseThrow();
      }

      assertThat(seen).hasSize(PAGES * 100);
    }
  }

  private static void awaitFounded(HttpClient client, String url) throws Exception {
    var total = 0L;
    while (total < SIZE) {
      total = total(page(client, url, ""));
    }
  }

  private static long total(HttpResponse<String> page) {
    return page.headers().firstValueAsLong("X-Total-Running").orElse(0);
  }

  private static HttpResponse<String> page(HttpClient client, String url, String next)
      throws Exception {
    var path = "/v2/sandboxes?state=running,paused&limit=100";
    var uri = URI.create(url + path + (next.isEmpty() ? "" : "&nextToken=" + next));
    var request = HttpRequest.newBuilder(uri).header("X-API-Key", "e2b_simulator").build();
    return client.send(request, BodyHandlers.ofString());
  }
}
