package io.github.e2breconciler.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.config.Secret;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ListenersIT {

  private static final int MAX_BODY = 1 << 20; // 1 MiB

  private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();

  private final Queue<Status> refused = new ConcurrentLinkedQueue<>();
  private final BearerToken token = new BearerToken(Secret.of("open sesame"));

  private final WebServer server =
      Listeners.create(
              new ListenerSettings(LOOPBACK, 0),
              HttpRouting.builder()
                  .addFilter((chain, request, response) -> {
                    if (request.path().path().equals("/closed")) {
                      Json.error(response, Status.UNAUTHORIZED_401, "closed");
                    } else {
                      chain.proceed();
                    }
                  })
                  .post(
                      "/length",
                      (request, response) ->
                          Json.send(
                              response,
                              Status.OK_200,
                              new Length(request.content().as(byte[].class).length)))
                  .any("/length", Listeners.allowOnly("POST"))
                  .post(
                      "/strict",
                      (request, response) ->
                          Json.send(response, Status.OK_200, Json.read(request, Length.class)))
                  .get(
                      "/broken",
                      (_, _) -> {
                        throw new IllegalStateException("a secret detail");
                      })
                  .get(
                      "/guarded",
                      (request, response) ->
                          Json.send(
                              response,
                              token.admits(request) ? Status.OK_200 : Status.UNAUTHORIZED_401,
                              new Length(0))),
              () -> 0,
              refused::add)
          .start();

  private final HttpClient client = HttpClient.newHttpClient();

  record Length(int length) {}

  @AfterEach
  void stop() {
    client.close();
    server.stop();
  }

  @Test
  void takesABodyOfTheLimit() throws Exception {
    var answer = post("/length", BodyPublishers.ofByteArray(new byte[MAX_BODY]));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"length\":" + MAX_BODY + "}");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(refused).isEmpty();
  }

  @Test
  void refusesALargerBody() throws Exception {
    var answer = post("/length", BodyPublishers.ofByteArray(new byte[MAX_BODY + 1]));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).startsWith("{\"error\":\"");
    assertThat(refused).containsExactly(Status.REQUEST_ENTITY_TOO_LARGE_413);
  }

  @Test
  void refusesALargerBodyInChunks() throws Exception {
    var answer =
        post(
            "/length",
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[2 * MAX_BODY])));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).startsWith("{\"error\":\"");
    assertThat(refused).containsOnlyOnce(Status.REQUEST_ENTITY_TOO_LARGE_413);
  }

  @Test
  void saysNotFoundInJson() throws Exception {
    var answer = get("/nowhere");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"error\":\"Not Found\"}");
  }

  @Test
  void saysMethodNotAllowed() throws Exception {
    var answer = get("/length");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.body()).isEqualTo("{\"error\":\"Method Not Allowed\"}");
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
  }

  @Test
  void tellsTheSenderWhatToMend() throws Exception {
    var answer = post("/strict", BodyPublishers.ofString("{\"size\":1}"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"error\":\"unknown field: size\"}");
  }

  @Test
  void tellsNothingOfAnInternalError() throws Exception {
    var answer = get("/broken");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("{\"error\":\"Internal Server Error\"}");
  }

  @Test
  void saysBadRequestToWhatIsNotHttp() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write("POST /a b c HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));

      var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(answer).startsWith("HTTP/1.1 400 ").contains("{\"error\":\"Bad Request\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%s HTTP/1.1\r\nHost: a\r\n\r\n", // a long line
        "GET / HTTP/1.1\r\nHost: a\r\nA: %s\r\n\r\n", // a long header
        "GET / HTTP/1.1\r\nHost: a\r\n%s" // as long as it likes
      })
  void refusesAHeadWithoutEnd(String form) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var filling = form.endsWith("%s") ? "A: b\r\n".repeat(1 << 12) : "a".repeat(1 << 15);
      var head = form.formatted(filling);
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));

      assertThat(new String(socket.getInputStream().readNBytes(10), ISO_8859_1))
          .startsWith("HTTP/1.1 4");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n\r\n"})
  void refusesAHeadOfManyTinyLinesBeforeItsEnd(String before) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var head = "GET /guarded HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(HeadLines.MAX);
      socket.getOutputStream().write((before + head).getBytes(ISO_8859_1));

      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
          .contains("HTTP/1.1 431 ", "{\"error\":\"Request Header Fields Too Large\"}");
    }
  }

  @Test
  void takesAHeadAsManyProxiesMakeItAndABodyOfManyLines() throws Exception {
    var request = request("/length").POST(BodyPublishers.ofString("\n".repeat(10 * HeadLines.MAX)));
    for (var i = 0; i < 80; i++) {
      request.header("X-Proxy-" + i, "a".repeat(80));
    }

    var answer = client.send(request.build(), BodyHandlers.ofString());

    assertThat(answer.body()).isEqualTo("{\"length\":" + 10 * HeadLines.MAX + "}");
  }

  @Test
  void hangsUpOnAChunkWhoseSizeHasNoEnd() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var out = socket.getOutputStream();
      var head = "POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
      var zeros = "0".repeat(MAX_BODY).getBytes(ISO_8859_1);
      out.write(head.getBytes(ISO_8859_1));

      assertThatThrownBy(
              () -> {
                for (var i = 0; i < 64; i++) {
                  out.write(zeros);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void doesNotTakeAnUnreadBodyForARequest() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var smuggled = "GET /guarded HTTP/1.1\r\nHost: a\r\n\r\n";
      var honest = "GET /broken HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      var outer = "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: " + smuggled.length();
      var sent = outer + "\r\n\r\n" + smuggled + honest;
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));

      var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(answer).contains(" 404 ").doesNotContain(" 401 ");
    }
  }

  @Test
  void doesNotTakeABodySentWithoutLeaveForARequest() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var smuggled = "GET /guarded HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      var head = "POST /nowhere HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
      var sent = head + smuggled.length() + "\r\n\r\n" + smuggled;
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));

      var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(answer).contains(" 404 ", "Connection: close").doesNotContain(" 401 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST /nowhere", "PUT /length", "POST /broken", "POST /closed"})
  void holdsNothingOfAChunkThatNobodyWants(String line) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var head = line + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
      var chunk = Integer.toHexString(MAX_BODY) + "\r\n" + "a".repeat(MAX_BODY / 2);
      socket.getOutputStream().write((head + chunk).getBytes(ISO_8859_1));
      socket.shutdownOutput(); // else it is read on until it has kept us waiting

      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
          .startsWith("HTTP/1.1 4")
          .contains("Connection: close");
    }
  }

  @Test
  void keepsAConnectionWhoseBodyWasRead() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var chunked = "POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
      var sized = "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab";
      var last = "GET /guarded HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      var sent = chunked + "2\r\nab\r\n0\r\n\r\n" + sized + last;
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));

      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1)).contains(" 401 ");
    }
  }

  @Test
  void takesNothingLeftOfARefusedBodyForARequest() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var head = "POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
      var chunk = Integer.toHexString(MAX_BODY + 1) + "\r\n";
      var smuggled = "GET /guarded HTTP/1.1\r\nHost: a\r\n\r\n";
      socket.getOutputStream().write((head + chunk + smuggled).getBytes(ISO_8859_1));
      socket.shutdownOutput(); // else it is read on until it has kept us waiting

      var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(answer).contains(" 413 ").doesNotContain(" 401 ");
    }
  }

  @Test
  void letsClientFinishABodyItRefused() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var length = 6 * MAX_BODY;
      var head = "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n";
      var in = new BufferedInputStream(socket.getInputStream());
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
      assertThat(new String(in.readNBytes(12), ISO_8859_1)).isEqualTo("HTTP/1.1 413");

      for (var sent = 0; sent < length; sent += MAX_BODY) { // a closed socket would refuse these
        socket.getOutputStream().write(new byte[MAX_BODY]);
      }
      socket.shutdownOutput();

      assertThat(new String(in.readAllBytes(), ISO_8859_1)).endsWith("\"}");
    }
  }

  @Test
  void hangsUpOnClientWhoNeverFinishesABodyItRefused() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var length = 64L * MAX_BODY;
      var head = "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n";
      var out = socket.getOutputStream();
      out.write(head.getBytes(ISO_8859_1));

      assertThatThrownBy(
              () -> {
                for (var sent = 0L; sent < length; sent += MAX_BODY) {
                  out.write(new byte[MAX_BODY]);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void admitsTheTokenAlone() throws Exception {
    assertThat(guarded("Bearer open sesame")).isEqualTo(200);
    assertThat(guarded("bearer open sesame ")).isEqualTo(200);
    assertThat(guarded("Bearer open sesam")).isEqualTo(401);
    assertThat(guarded("Bearer ")).isEqualTo(401);
    assertThat(guarded("Basic open sesame")).isEqualTo(401);
    assertThat(get("/guarded").statusCode()).isEqualTo(401);
  }

  @Test
  void stopsAtOnceWithAnIdleConnectionOpen() throws Exception {
    assertThat(get("/guarded").statusCode()).isEqualTo(401);

    server.stop();

    assertThat(server.isRunning()).isFalse();
  }

  private int guarded(String authorization) throws Exception {
    var request =
        request("/guarded").header(HeaderNames.AUTHORIZATION.defaultCase(), authorization).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, BodyPublisher body) throws Exception {
    return client.send(request(path).POST(body).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + LOOPBACK + ":" + server.port() + path));
  }
}
