package io.github.e2breconciler.simulator;

import io.github.e2breconciler.loop.Loop;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A world as an HTTP server on the loopback address, with webhooks that are really sent.
 *
 * <p>Speaks E2B's routes to whoever has a key; what is below {@code /simulator/} needs none. Time
 * passes by itself: a loop lets the world's due things happen and starts deliveries, each on a
 * thread of its own.
 */
public final class SimulatorServer implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int CONCURRENT_DELIVERIES = 64;
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofMillis(100);
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final HttpDelivery delivery = new HttpDelivery();
  private final BoundedExecutor deliveries =
      new BoundedExecutor("simulator-delivery", CONCURRENT_DELIVERIES);
  private final Settling settling = new Settling();
  private final World world;
  private final int port;
  private final FaultsInForce faults;
  private final FaultFilter filter;
  private final WebhookSender sender;
  private final ControlRoutes control;
  private final Loop loop;
  private final WebServer server;

  /**
   * A server that does nothing until started, and in which nothing goes wrong.
   *
   * @param random draws ids and, for plans without a seed, the faults
   * @param port 0 for any free one
   */
  public SimulatorServer(World world, RandomGenerator random, int port) {
    this.world = world;
    this.port = port;
    this.faults = new FaultsInForce(world, random);
    this.filter = new FaultFilter(world, Faults.of(faults));
    this.sender = new WebhookSender(world, faults, random, delivery, deliveries);
    this.control = new ControlRoutes(world, sender, faults);
    this.loop = new Loop("simulator", this::step, PAUSE_AFTER_FAILURE);
    this.server =
        WebServer.builder()
            .host(HOST)
            .port(port)
            .shutdownHook(false)
            // an answer written in two pieces would else wait for the client's delayed ACK, 40 ms
            .connectionOptions(options -> options.tcpNoDelay(true))
            .shutdownGracePeriod(GRACE)
            .routing(this::routing)
            .build();
  }

  /**
   * Listens, and lets time pass.
   *
   * @throws NotListeningException if the port is taken
   */
  public void start() {
    server.start();
    if (!server.isRunning()) {
      throw new NotListeningException("port " + port + " of " + HOST + " is taken");
    }
    loop.start();
  }

  /** The port it listens on; only once started. */
  public int port() {
    return server.port();
  }

  /** What to set as the API's URL; only once started. */
  public URI url() {
    return URI.create("http://" + HOST + ":" + port());
  }

  /** What goes wrong here. */
  public FaultsInForce faults() {
    return faults;
  }

  /** What became of the webhooks so far. */
  public WebhookCounts webhookCounts() {
    return sender.counts();
  }

  /** Lets {@code GET /simulator/state} tell what is true of a fleet that lives here. */
  public void tellTruthOf(Workload fleet) {
    control.tellTruthOf(fleet);
  }

  /** Stops answering, then sending. */
  @Override
  public void close() {
    filter.close();
    settling.close();
    server.stop();
    loop.close();
    deliveries.close();
    delivery.close();
  }

  private Duration step() {
    faults.step();
    return sender.step();
  }

  private void routing(HttpRouting.Builder routing) {
    var access = new Access(world);
    routing
        .addFilter((chain, _, response) -> {
          response.headers().set(HeaderNames.DATE, date(world.now()));
          chain.proceed();
        })
        .addFilter(filter)
        .register(
            new HealthRoutes(world),
            new MetricRoutes(world, access), // before the ids, of which none is "metrics"
            new SandboxRoutes(access, settling),
            new SnapshotRoutes(access, settling),
            new TemplateRoutes(access),
            new FeedRoutes(access),
            new WebhookRoutes(access),
            new DeliveryRoutes(world, access),
            control);
    ServiceError.routing(routing);
  }

  private static String date(Instant now) {
    return HTTP_DATE.format(now);
  }
}
