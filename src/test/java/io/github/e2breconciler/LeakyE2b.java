package io.github.e2breconciler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** An E2B that puts {@code planted} secrets wherever an answer has room for one. */
final class LeakyE2b implements AutoCloseable {

  private static final String ROWS =
      """
      [{"sandboxID":"ione","clientID":"planted","templateID":"base","alias":"planted",
        "startedAt":"2026-01-01T00:00:00Z","endAt":"2036-01-01T00:00:00Z","state":"running",
        "cpuCount":2,"memoryMB":512,"diskSizeMB":512,"envdVersion":"0.1","metadata":{"app":"test"},
        "envdAccessToken":"planted","trafficAccessToken":"planted","planted":{"token":"planted"}}]
      """;

  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  private volatile boolean broken;

  LeakyE2b() throws IOException {
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on the list is no JSON, and secrets are where the parser stumbles. */
  void breakList() {
    broken = true;
  }

  private void answer(HttpExchange exchange) throws IOException {
    switch (exchange.getRequestURI().getPath()) {
      case "/v2/sandboxes" -> send(exchange, 200, broken ? "[{\"sandboxID\":planted}]" : ROWS);
      case "/events/sandboxes" -> send(exchange, 404, "{\"code\":404,\"message\":\"planted\"}");
      case "/events/webhooks" -> send(exchange, 400, "<html>planted</html>");
      default -> send(exchange, 401, "{\"code\":401,\"message\":\"Invalid API key planted\"}");
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("X-Secret", "planted");
    exchange.getResponseHeaders().set("Set-Cookie", "session=planted");
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
