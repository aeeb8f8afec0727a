package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.E2bApi.FeedPage;
import io.github.e2breconciler.e2b.E2bApi.Page;
import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Twenty minutes of a fleet under a preset's faults, with its webhooks and a client. As a program
 * it takes the preset and the seed and prints the digest of all that happened.
 */
final class SameSeedRun {

  private static final Duration STEP = Duration.ofSeconds(1);
  private static final int STEPS = 1_200; // twenty minutes

  private final StringBuilder log = new StringBuilder();
  private final SettableClock clock = new SettableClock();
  private final World world;
  private final Team team;
  private final FaultsInForce faults;
  private final WebhookSender sender;
  private final SimulatedE2bApi api;
  private final Workload workload;

  private SameSeedRun(String preset, long seed) {
    var random = new SplittableRandom(seed);
    this.world = new World(clock, random.split());
    this.team = world.open(WorldFixture.KEY, "team", TeamPlan.pro());
    this.faults = new FaultsInForce(world, random.split());
    faults.put(FaultPlan.preset(preset));
    team.addWebhook(
        new Webhook.Settings(
            "test",
            URI.create("http://127.0.0.1:1/hook"),
            true,
            EventTypes.ALL,
            Secret.of("whsec_test")));
    Delivery delivery =
        (_, headers, body) -> {
          log.append(headers).append(Base64.getEncoder().encodeToString(body)).append('\n');
          return 200;
        };
    this.sender = new WebhookSender(world, faults, random.split(), delivery, Runnable::run);
    this.api = new SimulatedE2bApi(world, WorldFixture.KEY, clock, Faults.of(faults));
    this.workload = new Workload(world, team, WorkloadSettings.of(20, seed), silent());
  }

  public static void main(String[] arguments) {
    System.out.println("digest " + digest(run(arguments[0], Long.parseLong(arguments[1]))));
  }

  /** All that happened, was sent and was answered, in order. */
  static byte[] run(String preset, long seed) {
    return new SameSeedRun(preset, seed).run().getBytes(UTF_8);
  }

  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private String run() {
    for (var i = 0; i < STEPS; i++) {
      faults.step();
      workload.step();
      sender.step();
      answered(() -> page(api.list(null)));
      if (i % 10 == 0) {
        answered(() -> feed(api.events(0, 100, Set.of())));
      }
      if (i % 30 == 0) {
        workload.truth().leaked().keySet().stream()
            .sorted()
            .findFirst()
            .ifPresent(sandbox -> answered(() -> read(api.read(sandbox))));
      }
      clock.advance(STEP);
    }
    team.events(new FeedQuery(0, Integer.MAX_VALUE, true, Set.of(), null))
        .forEach(event -> log.append(EventJson.feed(event)).append('\n'));
    return log.append(faults.strikes()).toString();
  }

  private void answered(Supplier<String> call) {
    try {
      log.append(call.get()).append('\n');
    } catch (E2bException e) {
      log.append(e.kind()).append('\n');
    }
  }

  /** What a page says, its metadata in an order that no process chooses for itself. */
  private static String page(Page page) {
    var text = new StringBuilder();
    page.rows().forEach(row -> text.append(row(row)).append(' '));
    return text.append(page.totalRunning()).append(page.nextToken()).toString();
  }

  private static String read(Reading reading) {
    return switch (reading) {
      case Reading.Found(SandboxRow row, Instant _) -> row(row);
      case Reading.Missing _ -> "missing";
    };
  }

  private static String row(SandboxRow row) {
    return row.sandbox().value()
        + row.state().label()
        + row.startedAt().toEpochMilli()
        + row.endAt().toEpochMilli()
        + new TreeMap<>(row.metadata())
        + Objects.requireNonNull(row.size()).vcpus();
  }

  private static String feed(FeedPage page) {
    var text = new StringBuilder();
    page.events().forEach(event -> text.append(EventJson.feed(event)).append(' '));
    return text.toString();
  }

  static Heartbeats silent() {
    return new Heartbeats() {
      @Override
      public void renewOwner(String owner, Duration ttl) {}

      @Override
      public void renewSandbox(SandboxId sandbox, Duration ttl) {}
    };
  }
}
