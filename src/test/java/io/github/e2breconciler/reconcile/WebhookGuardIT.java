package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bSettings;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookEntry;
import io.github.e2breconciler.e2b.HttpE2bApi;
import io.github.e2breconciler.e2b.WebhookMode;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.reconcile.WebhookGuard.WebhookCare;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.Webhook;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.testing.ReapWorld;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The guard of a webhook against the simulator, by HTTP; nobody listens where webhooks go. */
@Timeout(60)
final class WebhookGuardIT {

  private static final String KEY = "e2b_guarded";
  private static final URI HERE = URI.create("http://127.0.0.1:9/webhooks/e2b");
  private static final Secret SECRET = Secret.of("the first secret");
  private static final Secret NEXT = Secret.of("the next secret");
  private static final Intervals INTERVALS = new Intervals(Mirrored.SETTINGS.detection());

  private final SplittableRandom random = new SplittableRandom(5);
  private final World e2b = new World(InstantSource.system(), random.split());
  private final Team team = e2b.open(KEY, "team", TeamPlan.pro());
  private final SimulatorServer server = new SimulatorServer(e2b, random.split(), 0);
  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);
  private @Nullable HttpE2bApi api;

  @BeforeEach
  void start() {
    server.start();
    api =
        new HttpE2bApi(
            new E2bSettings(
                ACCOUNT,
                server.url(),
                Secret.of(KEY),
                1_000,
                4,
                new E2bSettings.Circuit(5, Duration.ofSeconds(30), Duration.ofSeconds(30))),
            world.clock(),
            System::nanoTime,
            world.meters(),
            WebhookGuardIT::event);
  }

  @AfterEach
  void stop() {
    api().close();
    server.close();
  }

  @Test
  void registersRepairsAndRotates() {
    guard(WebhookMode.MANAGE, HERE, SECRET).step();
    assertThat(settings().name()).isEqualTo("e2b-reconciler-default");
    assertThat(settings().url()).isEqualTo(HERE);
    assertThat(settings().secret()).isEqualTo(SECRET);
    assertMended();

    var _ =
        team.changeWebhook(
            team.webhooks().getFirst().id(),
            was ->
                new Webhook.Settings(
                    was.name(), was.url(), false, List.of(EventTypes.KILLED), was.secret()));
    guard(WebhookMode.MANAGE, HERE, SECRET).step();
    assertMended();
    assertThat(settings().secret()).isEqualTo(SECRET);

    guard(WebhookMode.MANAGE, HERE, NEXT).step();
    assertThat(settings().secret()).isEqualTo(NEXT);
    assertThat(team.webhooks()).hasSize(1);
  }

  private void assertMended() {
    assertThat(settings().enabled()).isTrue();
    assertThat(settings().events()).containsExactlyInAnyOrderElementsOf(EventTypes.ALL);
  }

  @Test
  void takesWhatCouldNotBeDeliveredFromTheLog() {
    var guard = guard(WebhookMode.MANAGE, HERE, SECRET);
    guard.step();
    var lost = team.create(NewSandbox.of("base", Duration.ofHours(1))).value().id();
    awaitFailure(team.webhooks().getFirst().id());
    stepLater(guard);

    assertThat(world.inventory().find(new SandboxKey(ACCOUNT, lost)))
        .isNotNull()
        .extracting("source")
        .isEqualTo(Source.DELIVERY_LOG);
  }

  /** By a clock that jumps ahead of E2B's, whose first answer after that is doubted. */
  private void stepLater(WebhookGuard guard) {
    world.advance(INTERVALS.guard());
    assertThatThrownBy(() -> api().webhooks()).isInstanceOf(E2bException.class);
    guard.step();
  }

  @Test
  void readsTheLogsOfSeveralWhereNobodySaidWhichIsOurs() {
    for (var name : List.of("one", "other")) {
      var _ = team.addWebhook(new Webhook.Settings(name, HERE, true, EventTypes.ALL, SECRET));
    }
    var lost = team.create(NewSandbox.of("base", Duration.ofHours(1))).value().id();
    team.webhooks().forEach(webhook -> awaitFailure(webhook.id()));
    guard(WebhookMode.WATCH, null, SECRET).step();

    assertThat(world.inventory().find(new SandboxKey(ACCOUNT, lost))).isNotNull();
    assertThat(mirrored.drifts.recent()).hasSize(1);
  }

  @Test
  void goesOnAfterAWebhookWasDeleted() {
    var guard = guard(WebhookMode.MANAGE, HERE, SECRET);
    guard.step();
    var first = team.webhooks().getFirst().id();
    assertThat(team.removeWebhook(first)).isTrue();
    stepLater(guard);

    assertThat(team.webhooks()).singleElement().extracting(Webhook::id).isNotEqualTo(first);
    assertThat(api().webhooks()).extracting(WebhookEntry::url).containsExactly(HERE.toString());
  }

  /** Each look takes its time, and the simulator sends meanwhile. */
  private void awaitFailure(String webhook) {
    while (api().deliveryStats(webhook, Instant.EPOCH).failed() == 0) {
      Thread.onSpinWait();
    }
  }

  private WebhookGuard guard(WebhookMode mode, @Nullable URI url, Secret secret) {
    var standing = new Standing(ACCOUNT, api(), world.clock(), world.clock()::read);
    standing.watchedSince(Instant.EPOCH);
    var feed = new WebhookGuard.Feed(() -> url != null, () -> false);
    return new WebhookGuard(standing, new WebhookCare(mode, url, secret), mirrored.context(), feed);
  }

  private Webhook.Settings settings() {
    return team.webhooks().getFirst().settings();
  }

  private HttpE2bApi api() {
    if (api == null) {
      throw new IllegalStateException("not started");
    }
    return api;
  }

  private static @Nullable LifecycleEvent event(byte[] json) {
    return EventCodec.decode(json) instanceof EventCodec.Decoded.Event event ? event.event() : null;
  }
}
