package io.github.e2breconciler.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is answered to HEAD, nothing of it stands where the next answer begins. */
@Timeout(60)
final class HeadRequestsIT {

  private static final String LAST = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  private final WebServer server =
      Listeners.create(
              new ListenerSettings(InetAddress.getLoopbackAddress().getHostAddress(), 0),
              HttpRouting.builder()
                  .addFilter((chain, request, response) -> {
                    if (request.path().path().equals("/closed")) {
                      Json.error(response, Status.UNAUTHORIZED_401, "closed");
                    } else {
                      chain.proceed();
                    }
                  })
                  .get(
                      "/small", (_, response) -> Json.send(response, Status.OK_200, Map.of("a", 1)))
                  .get(
                      "/large",
                      (_, response) -> {
                        try (var out = response.outputStream()) {
                          out.write(new byte[Listeners.MAX_BODY]);
                          out.write(0);
                        }
                      })
                  .get("/last", (_, response) -> Json.error(response, Status.GONE_410, "over"))
                  .post("/taken", (_, response) -> Json.send(response, Status.OK_200, Map.of()))
                  .any("/taken", Listeners.allowOnly("POST"))
                  .get(
                      "/broken",
                      (_, _) -> {
                        throw new IllegalStateException("a secret detail");
                      }),
              () -> 0,
              _ -> {})
          .start();

  @AfterEach
  void stop() {
    server.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "/small, 200",
    "/large, 200",
    "/taken, 405",
    "/closed, 401",
    "/nowhere, 404",
    "/broken, 500"
  })
  void areAnsweredWithoutABody(String path, int status) throws IOException {
    var answers = answers("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n" + LAST);

    var first = answers.substring(0, answers.indexOf("\r\n\r\n") + 4);
    assertThat(first).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answers.substring(first.length())).startsWith("HTTP/1.1 410 ");
  }

  @Test
  void areRefusedWithoutABodyBeforeAnyRoute() throws IOException {
    var length = 2 * Listeners.MAX_BODY;
    var head = "HEAD /taken HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n";

    assertThat(answers(head)).startsWith("HTTP/1.1 413 ").endsWith("\r\n\r\n");
  }

  private String answers(String sent) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
      socket.shutdownOutput(); // else a body that is announced is waited for

      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
