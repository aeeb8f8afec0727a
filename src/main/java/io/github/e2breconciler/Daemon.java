package io.github.e2breconciler;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.e2breconciler.admin.AdminContext;
import io.github.e2breconciler.admin.AdminRoutes;
import io.github.e2breconciler.admin.FleetMetrics;
import io.github.e2breconciler.admin.ProcessMetrics;
import io.github.e2breconciler.e2b.HttpE2bApi;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.http.Listener;
import io.github.e2breconciler.http.ListenerName;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.loop.Lanes;
import io.github.e2breconciler.loop.Loop;
import io.github.e2breconciler.notify.Courier;
import io.github.e2breconciler.notify.HttpCourier;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.store.Fault;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.webhook.WebhookService;
import io.helidon.webserver.http.HttpRouting;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running daemon: an {@link Engine} with sockets and threads, started in order of dependency,
 * stopped in reverse.
 */
public final class Daemon implements AutoCloseable {

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration LINES = Duration.ofMillis(200);
  private static final Logger log = LoggerFactory.getLogger(Daemon.class);

  private final PrometheusMeterRegistry meters =
      ProcessMetrics.named(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  private final InstantSource clock = InstantSource.system();
  private final List<HttpE2bApi> apis = new ArrayList<>();
  private final SequencedMap<String, Loop> loops = new LinkedHashMap<>();
  private final Lanes lanes = new Lanes("pass");
  private final Settings settings;
  private final @Nullable HttpCourier courier;
  private final Store store;
  private final Engine engine;
  private final ProcessMetrics process;
  private final Listener server;
  private final Listener admin;
  private final List<Loop> listeners;
  private final Loop lines = new Loop("log", Daemon::flushLines, AFTER_FAILURE);
  private final Loop checkpoints;

  /**
   * Opens the store and wires everything; nothing runs yet.
   *
   * @throws io.github.e2breconciler.store.StoreException if the store cannot be opened, or another
   *     daemon has it
   */
  public Daemon(Settings settings) {
    this(settings, Fault.NONE);
  }

  /** The same with {@code fault} before each commit of its store, for tests. */
  public Daemon(Settings settings, Fault fault) {
    this.settings = settings;
    this.store = Store.open(settings.store(), clock, meters, fault);
    var receiver = settings.notices().url();
    this.courier = receiver == null ? null : new HttpCourier(receiver);
    try {
      var around =
          new Surroundings(
              clock,
              Ticker.systemTicker(),
              new SecureRandom(),
              this::api,
              store,
              courier(),
              meters);
      this.engine = new Engine(settings, around);
      var routes = adminContext();
      this.server = server(routes);
      this.admin = admin(routes);
      this.checkpoints = new Loop("checkpoint", store::checkpoint, AFTER_FAILURE);
      this.listeners =
          List.of( // each by itself: one that cannot be opened anew must not keep the other waiting
              new Loop("listener-webhooks", server::step, AFTER_FAILURE),
              new Loop("listener-admin", admin::step, AFTER_FAILURE));
      new FleetMetrics(
          engine.inventory(), engine.costs(), engine.watches().keySet(), clock, meters);
      this.process = new ProcessMetrics(meters);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private Courier courier() {
    return courier == null ? (_, _) -> null : courier;
  }

  private HttpE2bApi api(AccountSettings account) {
    var api = new HttpE2bApi(account.e2b(), clock, System::nanoTime, meters, Daemon::event);
    apis.add(api);
    return api;
  }

  private static @Nullable LifecycleEvent event(byte[] json) {
    return switch (EventCodec.decode(json)) {
      case EventCodec.Decoded.Event event -> event.event();
      case EventCodec.Decoded.Malformed _ -> null;
    };
  }

  private Listener server(AdminContext routes) {
    var webhooks = new WebhookService(settings.webhook(), engine.reception());
    var routing = HttpRouting.builder().register(webhooks);
    var token = settings.heartbeat().token();
    if (settings.heartbeat().onPublicPort() && token != null) {
      AdminRoutes.heartbeats(routing, routes, token);
    }
    var listener = settings.server();
    return new Listener(
        new ListenerName("webhooks", "server", "E2B_RECONCILER_PORT"),
        listener,
        port ->
            Listeners.create(listener.onPort(port), routing, System::nanoTime, webhooks::refused));
  }

  private Listener admin(AdminContext context) {
    var listener = settings.admin().listener();
    var routing = AdminRoutes.routing(context);
    return new Listener(
        new ListenerName("admin", "admin", "E2B_RECONCILER_ADMIN_PORT"),
        listener,
        port -> Listeners.create(listener.onPort(port), routing, System::nanoTime, _ -> {}));
  }

  /** Whether heartbeats can be brought, on each port that takes them. */
  private boolean heartbeatsComeIn() {
    return admin.up() && (!settings.heartbeat().onPublicPort() || server.up());
  }

  /** Lines about webhooks are gathered, since a system call for each costs as much as its event. */
  private static Duration flushLines() {
    System.out.flush();
    return LINES;
  }

  private AdminContext adminContext() {
    return new AdminContext(
        new AdminContext.Entry(settings.admin(), settings.heartbeat().token()),
        new AdminContext.Work(
            engine.passes(), engine.watches(), engine.reaper(), engine.cases(), engine.freezes()),
        new AdminContext.Memory(store, engine.inventory(), engine.drifts(), engine.leases()),
        new AdminContext.Rules(settings.policies(), engine.costs(), settings.ownerKey()),
        new AdminContext.Vitals(clock, meters, () -> server().up()));
  }

  private Listener server() {
    return server;
  }

  /** Recovers, opens the ports, and sets the loops going. */
  public void start() {
    engine.recover();
    for (var step : engine.steps()) {
      var hears = step.name().equals(Engine.HEARING);
      var work = hears ? new Earshot(step.work(), this::heartbeatsComeIn) : step.work();
      loops.put(step.name(), new Loop(step.name(), work, AFTER_FAILURE));
    }
    engine.passes().onRequest(() -> nudge(Engine.PASSES));
    engine.passes().runIn(lanes);
    engine
        .suspicions()
        .onRaised(account -> {
          nudge(Engine.WATCH + account);
          nudge(Engine.WEBHOOK + account);
        });
    server.start();
    admin.start();
    loops.values().forEach(Loop::start);
    listeners.forEach(Loop::start);
    lines.start();
    checkpoints.start();
    log.info(
        "listening webhooks={}://{}:{} admin={}://{}:{} mode={}",
        settings.server().scheme(),
        settings.server().host(),
        server.port(),
        settings.admin().listener().scheme(),
        settings.admin().listener().host(),
        admin.port(),
        store.lost() == null ? settings.reap().mode().label() : "observe, for the store was lost");
  }

  /**
   * Goes on without a store that was lost.
   *
   * @param file the name under which it was set aside; another one changes nothing
   */
  public void agreeToLoss(String file) {
    var loss = store.lost();
    if (loss != null && loss.file().equals(file)) {
      store.agreeToLoss("an option named " + file);
    }
  }

  private void nudge(String name) {
    var loop = loops.get(name);
    if (loop != null) {
      loop.nudge();
    }
  }

  public Engine engine() {
    return engine;
  }

  /** The port webhooks come in on; only once started. */
  public int port() {
    return server.port();
  }

  /** The port of the admin routes; only once started. */
  public int adminPort() {
    return admin.port();
  }

  public PrometheusMeterRegistry meters() {
    return meters;
  }

  /** Stops taking work in before it stops doing it. */
  @Override
  public void close() {
    lines.close();
    listeners.forEach(Loop::close);
    server.stop();
    admin.stop();
    interruptWhatWaitsForE2b();
    loops.reversed().values().forEach(Loop::close);
    lanes.close();
    engine.farewell();
    if (courier != null) {
      courier.close();
    }
    apis.forEach(HttpE2bApi::close);
    checkpoints.close();
    process.close();
    store.close();
    log.info("stopped");
  }

  /** All at once: a pass and an account's own loop may wait for each other's walk to end. */
  private void interruptWhatWaitsForE2b() {
    loops.forEach((name, loop) -> {
      if (name.equals(Engine.PASSES)
          || name.startsWith(Engine.WATCH)
          || name.startsWith(Engine.WEBHOOK)) {
        loop.interrupt();
      }
    });
    lanes.interrupt();
  }
}
