package io.github.e2breconciler.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.e2breconciler.Engine;
import io.github.e2breconciler.Settings;
import io.github.e2breconciler.Surroundings;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.simulator.Faults;
import io.github.e2breconciler.simulator.FeedQuery;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.SimulatedE2bApi;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.store.IntentRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.testing.FakeClock;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A whole daemon without loops, on a simulated E2B and a clock that stands still, with its admin
 * port open on the loopback address. Two accounts, {@code alpha} and {@code beta}, of teams of
 * their own; ends what has lost its lease for a minute, and what is six hours old.
 */
final class AdminFixture implements AutoCloseable {

  static final AccountId ALPHA = new AccountId("alpha");
  static final AccountId BETA = new AccountId("beta");
  static final Map<String, String> OURS = Map.of("app", "test", "owner", "job-42");

  private static final ObjectMapper JSON = new ObjectMapper();

  final FakeClock clock = new FakeClock();
  final World world = new World(clock, new SplittableRandom(7));
  final Team alpha = world.open("key-alpha", "alpha", TeamPlan.pro());
  final Team beta = world.open("key-beta", "beta", TeamPlan.pro());
  final Faults faults = new Faults(new SplittableRandom(8));
  final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final Store store;
  final Engine engine;

  /** What the daemon says of its other listener. */
  volatile boolean webhookListenerUp = true;

  /** Whether the disk is full. */
  volatile boolean storeBroken;

  private final HttpClient client = HttpClient.newHttpClient();
  private final WebServer server;
  private final WebServer publicServer;

  /** A daemon without tokens. */
  AdminFixture(Path folder) {
    this(folder, "");
  }

  /** The same with a line more of configuration. */
  AdminFixture(Path folder, String more) {
    this(folder, more, null, null);
  }

  AdminFixture(
      Path folder, String more, @Nullable String adminToken, @Nullable String heartbeatToken) {
    var tokenFile = adminToken == null ? "" : ", token-file: \"" + file(folder, adminToken) + "\"";
    var settings =
        Settings.parse(
            configuration(tokenFile, file(folder, "key-alpha"), file(folder, "key-beta")) + more,
            Map.of());
    store = Store.open(settings.store(), clock, meters, this::failIfBroken);
    engine =
        new Engine(
            settings,
            new Surroundings(
                clock,
                clock,
                new SplittableRandom(9),
                account -> new SimulatedE2bApi(world, account.e2b().key().reveal(), clock, faults),
                store,
                (_, _) -> null,
                meters));
    engine.recover();
    var heartbeats = heartbeatToken == null ? null : Secret.of(heartbeatToken);
    var context = context(settings, heartbeats);
    server = listen(settings, AdminRoutes.routing(context));
    var publicRouting = HttpRouting.builder();
    AdminRoutes.heartbeats(
        publicRouting, context, heartbeats == null ? Secret.of("nobody has it") : heartbeats);
    publicServer = listen(settings, publicRouting);
  }

  private void failIfBroken() {
    if (storeBroken) {
      throw new UncheckedIOException(new IOException("no space left"));
    }
  }

  private static String configuration(String tokenFile, Path alphaKey, Path betaKey) {
    return """
    admin: { port: 0%s }
    store: { url: "jdbc:sqlite::memory:" }
    mode: kill
    creation-grace: 0s
    new-store-wait: 0s
    settle: 0s
    quarantine: 10m
    accounts:
      - { name: alpha, api-key-file: "%s", webhook: off, scope: { metadata: { app: test } } }
      - { name: beta, api-key-file: "%s", webhook: off, scope: { metadata: { app: test } } }
    policies:
      - { name: abandoned, when: lease-expired, grace: 1m, action: kill }
      - { name: too-old, when: max-age, max-age: 6h, action: kill }
    """
        .formatted(tokenFile, alphaKey, betaKey);
  }

  private AdminContext context(Settings settings, @Nullable Secret heartbeatToken) {
    return new AdminContext(
        new AdminContext.Entry(settings.admin(), heartbeatToken),
        new AdminContext.Work(
            engine.passes(), engine.watches(), engine.reaper(), engine.cases(), engine.freezes()),
        new AdminContext.Memory(store, engine.inventory(), engine.drifts(), engine.leases()),
        new AdminContext.Rules(settings.policies(), engine.costs(), settings.ownerKey()),
        new AdminContext.Vitals(clock, meters, () -> webhookListenerUp));
  }

  private static WebServer listen(Settings settings, HttpRouting.Builder routing) {
    return Listeners.create(settings.admin().listener(), routing, () -> 0, _ -> {}).start();
  }

  private static Path file(Path folder, String text) {
    try {
      return Files.writeString(folder.resolve(text), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A sandbox of ours at E2B, which the daemon has not seen yet. */
  SandboxId start(Team team) {
    return start(team, OURS);
  }

  SandboxId start(Team team, Map<String, String> metadata) {
    var spec = NewSandbox.of("base", Duration.ofHours(12)).withMetadata(metadata);
    return team.create(spec).value().id();
  }

  /** Brings the events that the simulated E2B has for {@code alpha} in as webhooks would. */
  void deliver() {
    for (var event : alpha.events(FeedQuery.newest(100)).reversed()) {
      engine.intake().take(ALPHA, event, Source.WEBHOOK, clock.instant());
    }
  }

  /** Runs the pass that is due or asked for; the very first walks every account. */
  void pass() {
    engine.passes().step();
  }

  /** A request to end a sandbox is under way. */
  void open(AccountId account, SandboxId sandbox) {
    store.writeVoid(tx ->
        tx.intents()
            .upsert(
                new IntentRow(
                    "intent-" + sandbox,
                    "case",
                    account.name(),
                    sandbox.value(),
                    Action.KILL.label(),
                    0,
                    false,
                    0,
                    0L,
                    1,
                    "none",
                    null,
                    null,
                    null,
                    "",
                    null)));
  }

  Reply get(String path) {
    return send(request(path).GET());
  }

  Reply post(String path, String body) {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  Reply put(String path, String body) {
    return send(request(path).PUT(BodyPublishers.ofString(body)));
  }

  Reply delete(String path) {
    return send(request(path).DELETE());
  }

  Reply delete(String path, String body) {
    return send(request(path).method("DELETE", BodyPublishers.ofString(body)));
  }

  /** Sends nothing yet; the method is GET until told otherwise. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  /** The same on the listener that everybody can reach. */
  HttpRequest.Builder publicRequest(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + publicServer.port() + path));
  }

  int port() {
    return server.port();
  }

  HttpClient client() {
    return client;
  }

  Reply send(HttpRequest.Builder request) {
    try {
      return Reply.of(client.send(request.build(), BodyHandlers.ofString(UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for an answer", e);
    }
  }

  /** An answer; {@code json} is missing where the body is none. */
  record Reply(int status, String text, JsonNode json, HttpResponse<String> raw) {

    static Reply of(HttpResponse<String> raw) {
      var json = raw.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
      return new Reply(raw.statusCode(), raw.body(), parse(json ? raw.body() : ""), raw);
    }

    private static JsonNode parse(String text) {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + text, e);
      }
    }

    String error() {
      return json.path("error").asText();
    }
  }

  @Override
  public void close() {
    client.close();
    server.stop();
    publicServer.stop();
    store.close();
  }

  /** Time passes while heartbeats are listened for: silence counts only then. */
  void elapse(Duration span) {
    var tick = Duration.ofSeconds(2);
    for (var left = span; left.isPositive(); left = left.minus(tick)) {
      clock.advance(left.compareTo(tick) < 0 ? left : tick);
      for (var step : engine.steps()) {
        if (step.name().equals("hearing")) {
          var _ = step.work().get();
        }
      }
    }
  }
}
