package io.github.e2breconciler.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Builds the servers of this program, all alike but for their routes. */
public final class Listeners {

  /** A larger body, announced or chunked, is answered 413. */
  public static final int MAX_BODY = 1 << 20; // 1 MiB

  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  /**
   * Stalled connections must fit below it with room for honest ones, and it must stay below the
   * limit of open files: a listener that runs out of them never accepts again.
   */
  private static final int MAX_CONNECTIONS = 10_000;

  private Listeners() {}

  /**
   * A server that is not yet started. It has no shutdown hook; stopping waits up to 5 s for
   * requests under way.
   *
   * @param routing its routes; handlers for what they throw are added here
   * @param nanoClock elapsed time, of any origin
   * @param refused hears the status of each request that was answered before any route saw it (413,
   *     400), on that request's thread
   */
  public static WebServer create(
      ListenerSettings settings,
      HttpRouting.Builder routing,
      LongSupplier nanoClock,
      Consumer<Status> refused) {
    return WebServer.builder()
        .host(settings.host())
        .port(settings.port())
        .shutdownHook(false)
        .shutdownGracePeriod(Duration.ofSeconds(5))
        .maxPayloadSize(MAX_BODY)
        .maxTcpConnections(MAX_CONNECTIONS)
        .featuresDiscoverServices(false)
        .protocolsDiscoverServices(false)
        .concurrencyLimitDiscoverServices(false)
        .addConnectionSelector(new PatientHttp1(Patience.DEFAULT, nanoClock))
        .idleConnectionPeriod(Duration.ofSeconds(1))
        .directHandlers(direct(refused))
        .routing(withErrors(routing))
        .build();
  }

  /**
   * Answers 405: for {@code any(path, …)} after the routes of a path, where Helidon would say 404.
   *
   * @param methods those that the path has, {@code "GET, PUT"}
   */
  public static Handler allowOnly(String methods) {
    return (_, response) -> {
      response.header(HeaderNames.ALLOW, methods);
      Json.error(response, Status.METHOD_NOT_ALLOWED_405, "Method Not Allowed");
    };
  }

  private static HttpRouting.Builder withErrors(HttpRouting.Builder routing) {
    return routing
        .error(
            BadRequest.class,
            (_, response, e) -> Json.error(response, Status.BAD_REQUEST_400, e.forTheSender()))
        .error(
            HttpException.class,
            (_, response, e) -> Json.error(response, e.status(), e.status().reasonPhrase()))
        .error(
            RuntimeException.class,
            (request, response, e) -> {
              log.atLevel(hungUp(e) ? Level.DEBUG : Level.ERROR)
                  .setCause(e)
                  .log("request failed path={}", request.path().rawPath());
              Json.error(response, Status.INTERNAL_SERVER_ERROR_500, "Internal Server Error");
            });
  }

  /** A client that resets its connection is no failure of ours. */
  private static boolean hungUp(RuntimeException e) {
    return e instanceof UncheckedIOException && e.getCause() instanceof SocketException;
  }

  private static DirectHandlers direct(Consumer<Status> refused) {
    DirectHandler handler =
        (_, _, status, headers, _) -> {
          refused.accept(status);
          return DirectHandler.TransportResponse.builder()
              .status(status)
              .headers(headers)
              .header(HeaderValues.CONTENT_TYPE_JSON)
              .header(HeaderValues.CONNECTION_CLOSE) // what is left of the request is no request
              .entity(Json.bytes(Map.of("error", status.reasonPhrase())))
              .keepAlive(false)
              .build();
        };
    var handlers = DirectHandlers.builder();
    for (var type : EventType.values()) {
      handlers.addHandler(type, handler);
    }
    return handlers.build();
  }
}
