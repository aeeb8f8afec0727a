package io.github.e2breconciler.http;

import com.sun.management.UnixOperatingSystemMXBean;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.security.GeneralSecurityException;
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

  /** Above it, whoever has kept us waiting longest is hung up on. */
  private static final int MAX_CONNECTIONS = 8_000;

  /** As many are borne with however small the heap; then it is for the most part theirs. */
  private static final int MIN_CONNECTIONS = 2_000;

  /** Measured: what one holds that stalls at the end of the longest head and a small body. */
  private static final long BYTES_A_CONNECTION = 100 << 10; // 100 KiB

  /** A quarter of the heap for each of two listeners leaves half for everything else. */
  private static final int HEAP_SHARE = 4;

  /** Connections that the kernel completes while we are busy accepting others. */
  private static final int BACKLOG = 4_096;

  /** A quarter for each of two listeners leaves half for everything else. */
  private static final int FILES_A_CONNECTION = 4;

  /** Time for what is under way when we stop; two listeners one after the other stay below 5 s. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private Listeners() {}

  /**
   * A server that is not yet started. It has no shutdown hook; stopping waits up to 2 s for
   * requests under way, and not for clients who keep us waiting.
   *
   * @param routing its routes; handlers for what they throw are added here
   * @param nanoClock elapsed time, of any origin
   * @param refused hears the status of each request that was answered before any route saw it (413,
   *     400), on that request's thread
   * @throws ListenException if its certificate does not serve
   */
  public static WebServer create(
      ListenerSettings settings,
      HttpRouting.Builder routing,
      LongSupplier nanoClock,
      Consumer<Status> refused) {
    var server =
        WebServer.builder()
            .host(settings.host())
            .port(settings.port())
            .shutdownHook(false)
            .shutdownGracePeriod(GRACE)
            .maxPayloadSize(MAX_BODY)
            .backlog(BACKLOG)
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .concurrencyLimitDiscoverServices(false)
            .addConnectionSelector(new PatientHttp1(Patience.DEFAULT, nanoClock, maxConnections()))
            .idleConnectionPeriod(Duration.ofSeconds(1))
            // an answer written in two pieces would else wait for the client's delayed ACK, 40 ms
            .connectionOptions(options -> options.tcpNoDelay(true))
            .directHandlers(direct(refused))
            .routing(withErrors(routing));
    var files = settings.tls();
    return files == null ? server.build() : server.tls(tls(files)).build();
  }

  private static Tls tls(TlsFiles files) {
    try {
      return ServerCertificate.load(files).tls();
    } catch (IOException | GeneralSecurityException e) {
      throw new ListenException("cannot use the certificate: " + e.getMessage(), e);
    }
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

  private static int maxConnections() {
    var files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : Long.MAX_VALUE;
    return maxConnections(Runtime.getRuntime().maxMemory(), files);
  }

  /** What this process may hold open of each listener's, by its heap and its limit of files. */
  static int maxConnections(long heap, long files) {
    var byHeap = Math.max(MIN_CONNECTIONS, heap / HEAP_SHARE / BYTES_A_CONNECTION);
    return (int) Math.min(MAX_CONNECTIONS, Math.min(byHeap, files / FILES_A_CONNECTION));
  }

  private static HttpRouting.Builder withErrors(HttpRouting.Builder routing) {
    return routing
        .addFeature(new UnreadBodies())
        .addFeature(new HeadRequests())
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
        (request, _, status, headers, _) -> {
          refused.accept(status);
          var answer =
              DirectHandler.TransportResponse.builder()
                  .status(status)
                  .headers(headers)
                  .header(HeaderValues.CONTENT_TYPE_JSON)
                  .header(HeaderValues.CONNECTION_CLOSE)
                  .keepAlive(false); // what is left of the request is no request
          if (!request.method().equals(Method.HEAD.text())) {
            answer.entity(Json.bytes(Map.of("error", status.reasonPhrase())));
          }
          return answer.build();
        };
    var handlers = DirectHandlers.builder();
    for (var type : EventType.values()) {
      handlers.addHandler(type, handler);
    }
    return handlers.build();
  }
}
