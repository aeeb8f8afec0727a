package io.github.e2breconciler;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.github.e2breconciler.config.ConfigException;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.webhook.TestEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Secrets planted in everything that comes in (configuration, headers, bodies, E2B's answers), each
 * with the word {@code planted} in it, which must then be nowhere in what goes out: the log at
 * DEBUG with its exceptions, every answer, every metric, the store.
 */
@Timeout(120)
final class PlantedSecretsIT {

  private static final String SECRET = "a planted secret of webhooks that is long enough";
  private static final String TOKEN = "planted-admin-token-that-is-long-enough";
  private static final List<String> PAGES =
      List.of(
          "/",
          "/metrics",
          "/health/live",
          "/health/ready",
          "/reconcile",
          "/api/sandboxes",
          "/api/sandboxes/ione",
          "/api/sandboxes/ione/verdict",
          "/api/drift",
          "/api/cases",
          "/api/freeze");

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> out = new ArrayList<>();

  @TempDir private Path folder;

  @Test
  void comeOutNowhere() throws Exception {
    var console = root.getAppender("console");
    root.detachAppender(console);
    root.setLevel(Level.DEBUG);
    logged.start();
    root.addAppender(logged);
    try (var e2b = new LeakyE2b()) {
      run(e2b);
    } finally {
      root.detachAppender(logged);
      root.setLevel(Level.INFO);
      root.addAppender(console);
      client.close();
    }

    assertThat(out).hasSizeGreaterThan(2 * PAGES.size()).noneMatch(PlantedSecretsIT::planted);
    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anyMatch(line -> line.startsWith("listening"))
        .anyMatch(line -> line.startsWith("pass failed"));
    assertThat(logged.list).extracting(PlantedSecretsIT::text).noneMatch(PlantedSecretsIT::planted);
    try (var files = Files.walk(folder.resolve("data"))) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(file ->
              assertThat(planted(Files.readString(file, ISO_8859_1)))
                  .as(file.toString())
                  .isFalse());
    }
  }

  @Test
  void areNotInComplaintsAboutTheConfiguration() {
    var yaml =
        """
        admin: {token-file: planted-token}
        heartbeat: {token-file: /planted}
        store: {url: "jdbc:mysql://user:planted@db/e2b"}
        accounts:
          - api-key-file: e2b_planted
            api-key: e2b_planted
            webhook-secret-files: [planted-one, planted/two]
            public-url: "https://user:planted@example.org/webhooks/e2b?token=planted"
        """;
    for (var text :
        List.of(yaml, yaml + "  - {api-key-file: [planted", "token: planted: planted")) {
      var mistakes =
          catchThrowableOfType(ConfigException.class, () -> Settings.parse(text, Map.of()));

      assertThat(mistakes.problems()).isNotEmpty().noneMatch(PlantedSecretsIT::planted);
    }
    var environment = Map.of("E2B_API_KEY", "planted\nkey", "E2B_WEBHOOK_SECRET", "planted\0");
    assertThat(
            catchThrowableOfType(ConfigException.class, () -> Settings.parse("", environment))
                .problems())
        .hasSize(2)
        .noneMatch(PlantedSecretsIT::planted);
  }

  private void run(LeakyE2b e2b) throws IOException, InterruptedException {
    var settings =
        Settings.parse(
            """
            server: {host: 127.0.0.1, port: 0}
            admin: {host: 127.0.0.1, port: 0, token-file: "%s"}
            heartbeat: {token-file: "%s", on-public-port: true}
            store: {url: "jdbc:sqlite:%s"}
            accounts:
              - {api-url: "%s", scope: {metadata: {app: test}}}
            """
                .formatted(
                    file("admin", TOKEN),
                    file("heartbeat", "planted-heartbeat-token-long-enough"),
                    folder.resolve("data/test.db"),
                    e2b.url()),
            Map.of("E2B_API_KEY", "e2b_planted", "E2B_WEBHOOK_SECRET", SECRET));
    out.addAll(settings.describe());
    out.add(settings.toString());
    try (var daemon = new Daemon(settings)) {
      daemon.start();
      pass(daemon);
      deliver(URI.create("http://127.0.0.1:" + daemon.port() + "/webhooks/e2b"));
      look(URI.create("http://127.0.0.1:" + daemon.adminPort()));
      e2b.breakList();
      pass(daemon);
      look(URI.create("http://127.0.0.1:" + daemon.adminPort()));
    }
  }

  private static void pass(Daemon daemon) throws InterruptedException {
    var passes = daemon.engine().passes();
    assertThat(passes.await(passes.request("test", false, null), Duration.ofSeconds(60))).isTrue();
  }

  private void deliver(URI url) throws IOException, InterruptedException {
    var event =
        """
        {"id":"event-1","type":"sandbox.lifecycle.killed","timestamp":"2026-01-01T00:00:00Z",
         "sandbox_id":"itwo","sandbox_team_id":"","token":"planted",
         "event_data":{"envd_access_token":"planted","kill_reason":"request"}}
        """;
    assertThat(post(url, event, SECRET)).isEqualTo(200);
    assertThat(post(url, "{\"id\":\"event-2\",\"token\":\"planted\"}", SECRET)).isEqualTo(400);
    assertThat(post(url, "{\"token\":planted", SECRET)).isEqualTo(400);
    assertThat(post(url, event, "planted, but another one")).isEqualTo(401);
    assertThat(post(url.resolve("/planted?token=planted"), event, SECRET)).isEqualTo(404);
  }

  private int post(URI url, String text, String secret) throws IOException, InterruptedException {
    var body = text.getBytes(UTF_8);
    var request =
        HttpRequest.newBuilder(url)
            .header("Authorization", "Bearer planted")
            .header("Cookie", "session=planted")
            .POST(BodyPublishers.ofByteArray(body));
    TestEvent.headers(Secret.of(secret), body).forEach(request::header);
    var answer = client.send(request.build(), BodyHandlers.ofString());
    out.add(answer.body());
    return answer.statusCode();
  }

  private void look(URI admin) throws IOException, InterruptedException {
    for (var token : List.of(TOKEN, "planted-but-wrong")) {
      for (var page : PAGES) {
        var request =
            HttpRequest.newBuilder(admin.resolve(page))
                .header("Authorization", "Bearer " + token)
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(page).isIn(200, 401, 503);
        out.add(answer.body() + answer.headers().map());
      }
    }
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content + "\n");
  }

  private static boolean planted(String text) {
    return text.contains("planted");
  }

  private static String text(ILoggingEvent event) {
    var thrown = event.getThrowableProxy();
    return event.getFormattedMessage()
        + event.getMDCPropertyMap()
        + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown));
  }
}
