package io.github.e2breconciler.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.github.e2breconciler.Engine;
import io.github.e2breconciler.Settings;
import io.github.e2breconciler.Surroundings;
import io.github.e2breconciler.admin.AdminContext;
import io.github.e2breconciler.admin.AdminRoutes;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.simulator.Faults;
import io.github.e2breconciler.simulator.FeedQuery;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.SimulatedE2bApi;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.testing.FakeClock;
import io.helidon.webserver.WebServerConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A whole daemon on a simulated E2B whose clock stands still, always the same: four sandboxes of
 * its account {@code alpha}, a lease, a pass that was made. What asks for a pass gets it at once.
 */
final class AdminDaemon implements AutoCloseable {

  private static final AccountId ALPHA = new AccountId("alpha");

  private static final String CONFIGURATION =
      """
      admin: {port: 0}
      store: {url: "jdbc:sqlite::memory:"}
      mode: kill
      creation-grace: 0s
      new-store-wait: 0s
      settle: 0s
      accounts:
        - {name: alpha, webhook: off, scope: {metadata: {app: test}}}
      policies:
        - {name: abandoned, when: lease-expired, grace: 1m, action: kill}
        - {name: too-old, when: max-age, max-age: 6h, action: pause}
      """;

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Faulty faults = new Faulty();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Listeners.class);
  private final Store store;
  private final WebServerConfig config;

  AdminDaemon() {
    var clock = new FakeClock();
    var world = new World(clock, new SplittableRandom(7));
    var team = world.open("key", "alpha", TeamPlan.pro());
    var settings = Settings.parse(CONFIGURATION, Map.of("E2B_API_KEY", "key"));
    store = Store.open(settings.store(), clock, meters, () -> {});
    var none = new Faults(new SplittableRandom(8));
    var engine =
        new Engine(
            settings,
            new Surroundings(
                clock,
                clock,
                new SplittableRandom(9),
                _ -> new SimulatedE2bApi(world, "key", clock, none),
                store,
                (_, _) -> null,
                meters));
    engine.recover();
    for (var i = 0; i < 4; i++) {
      var spec = NewSandbox.of("base", Duration.ofHours(12));
      team.create(spec.withMetadata(Map.of("app", "test", "owner", "job/" + i)));
    }
    clock.advance(Duration.ofHours(7));
    for (var event : team.events(FeedQuery.newest(100)).reversed()) {
      engine.intake().take(ALPHA, event, Source.WEBHOOK, clock.instant());
    }
    var _ = engine.leases().renew(List.of(LeaseKey.owner(null, "job/1")), Duration.ofHours(1), "");
    var passes = engine.passes();
    var busy = new boolean[1];
    passes.onRequest(() -> {
      if (!busy[0]) {
        busy[0] = true;
        var _ = passes.step();
        busy[0] = false;
      }
    });
    var _ = passes.step();
    var context = context(engine, settings);
    config =
        Listeners.create(
                settings.admin().listener(), AdminRoutes.routing(context), () -> 0, _ -> {})
            .prototype();
    faults.start();
    logger.addAppender(faults);
    logger.setAdditive(false);
    logger.setLevel(Level.ERROR);
  }

  private AdminContext context(Engine engine, Settings settings) {
    return new AdminContext(
        new AdminContext.Entry(settings.admin(), null),
        new AdminContext.Work(
            engine.passes(), engine.watches(), engine.reaper(), engine.cases(), engine.freezes()),
        new AdminContext.Memory(store, engine.inventory(), engine.drifts(), engine.leases()),
        new AdminContext.Rules(settings.policies(), engine.costs(), settings.ownerKey()),
        new AdminContext.Vitals(engine.around().clock(), meters, () -> true));
  }

  /** Of its admin listener, which is not started. */
  WebServerConfig config() {
    return config;
  }

  /** What it last logged as a failed request. */
  @Nullable Throwable lastFault() {
    return faults.last;
  }

  @Override
  public void close() {
    logger.detachAppender(faults);
    logger.setAdditive(true);
    logger.setLevel(null);
    store.close();
    meters.close();
  }

  private static final class Faulty extends AppenderBase<ILoggingEvent> {
    private @Nullable Throwable last;

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
        last = proxy.getThrowable();
      }
    }
  }
}
