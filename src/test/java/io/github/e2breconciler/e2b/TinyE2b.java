package io.github.e2breconciler.e2b;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The smallest honest E2B over HTTP: enough for the port's contract, without any time or fault. */
final class TinyE2b implements AutoCloseable {

  private static final int PAGE = 100;

  private record Sandbox(String id, int number, boolean running, Map<String, String> metadata) {
    private String json() {
      return """
      {"sandboxID":"%s","templateID":"base","state":"%s","startedAt":"%s","endAt":"%s",
       "cpuCount":2,"memoryMB":512,"metadata":{%s}}
      """
          .formatted(
              id, running ? "running" : "paused", at(number), at(number + 300), fields(metadata));
    }
  }

  private final HttpServer server;
  private final SequencedMap<String, Sandbox> sandboxes = new LinkedHashMap<>();
  private final List<LifecycleEvent> events = new ArrayList<>();
  private int started;

  TinyE2b() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer); // one thread: the world needs no lock
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  SandboxId start(Map<String, String> metadata) {
    var number = ++started;
    var id = "itiny" + number;
    sandboxes.put(id, new Sandbox(id, number, true, metadata));
    emit("created", id, LifecycleEvent.Created::new);
    return new SandboxId(id);
  }

  int pause(String id) {
    var sandbox = sandboxes.get(id);
    if (sandbox == null || !sandbox.running()) {
      return sandbox == null ? 404 : 409;
    }
    sandboxes.put(id, new Sandbox(id, sandbox.number(), false, sandbox.metadata()));
    emit("paused", id, header -> new LifecycleEvent.Paused(header, null));
    return 204;
  }

  int end(String id) {
    var sandbox = sandboxes.remove(id);
    if (sandbox != null && sandbox.running()) {
      emit("killed", id, header -> new LifecycleEvent.Killed(header, null, "request"));
    }
    return sandbox == null ? 404 : 204;
  }

  private void emit(String type, String id, Function<EventHeader, LifecycleEvent> event) {
    var number = events.size() + 1;
    events.addFirst(
        event.apply(
            new EventHeader(
                "event-" + number,
                "sandbox.lifecycle." + type,
                at(number),
                new SandboxId(id),
                null,
                "base",
                "",
                "",
                null)));
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath().split("/", -1);
    var id = path.length > 2 ? path[2] : "";
    switch (exchange.getRequestMethod() + " " + path[1]) {
      case "GET v2" -> list(exchange);
      case "GET events" -> feed(exchange);
      case "GET sandboxes" -> read(exchange, id);
      case "POST sandboxes" -> send(exchange, pause(id), "");
      case "DELETE sandboxes" -> send(exchange, end(id), "");
      default -> send(exchange, 400, "");
    }
  }

  private void list(HttpExchange exchange) throws IOException {
    var from = Integer.parseInt(query(exchange, "nextToken", "0"));
    var page = sandboxes.sequencedValues().reversed().stream().skip(from).limit(PAGE).toList();
    var running = sandboxes.values().stream().filter(Sandbox::running).count();
    exchange.getResponseHeaders().set("X-Total-Running", Long.toString(running));
    if (from + PAGE < sandboxes.size()) {
      exchange.getResponseHeaders().set("X-Next-Token", Integer.toString(from + PAGE));
    }
    send(exchange, 200, array(page, Sandbox::json));
  }

  private void read(HttpExchange exchange, String id) throws IOException {
    var sandbox = sandboxes.get(id);
    send(exchange, sandbox == null ? 404 : 200, sandbox == null ? "" : sandbox.json());
  }

  private void feed(HttpExchange exchange) throws IOException {
    var type = query(exchange, "types", "");
    var page =
        events.stream()
            .filter(event -> type.isEmpty() || event.header().type().equals(type))
            .skip(Integer.parseInt(query(exchange, "offset", "0")))
            .limit(Integer.parseInt(query(exchange, "limit", "10")))
            .toList();
    send(exchange, 200, array(page, event -> new String(EventCodec.encodeFeed(event), UTF_8)));
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    var body = status < 400 ? json : "{\"code\":%d,\"message\":\"no\"}".formatted(status);
    var bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String query(HttpExchange exchange, String name, String fallback) {
    for (var pair : exchange.getRequestURI().getRawQuery().split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), UTF_8);
      }
    }
    return fallback;
  }

  private static <T> String array(List<T> rows, Function<T, String> json) {
    return rows.stream().map(json).collect(Collectors.joining(",", "[", "]"));
  }

  private static String fields(Map<String, String> metadata) {
    return metadata.entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
        .collect(Collectors.joining(","));
  }

  private static Instant at(int seconds) {
    return Instant.parse("2025-12-31T00:00:00Z").plusSeconds(seconds);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
