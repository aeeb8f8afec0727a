package io.github.e2breconciler.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class DoorIT {

  private static final String ADMIN = "admin-token";
  private static final String HEARTBEAT = "heartbeat-token";
  private static final String TTL = "{\"ttl\":\"5m\"}";

  private final AdminFixture admin;

  DoorIT(@TempDir Path folder) {
    admin = new AdminFixture(folder, "", ADMIN, HEARTBEAT);
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics", "/health/live"})
  void letsEverybodySeeHealthMetricsAndThePage(String path) {
    assertThat(admin.get(path).status()).isEqualTo(200);
  }

  @Test
  void letsEverybodyAskForReadiness() {
    assertThat(admin.get("/health/ready").status()).isEqualTo(503);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /reconcile",
    "POST, /reconcile",
    "GET, /reconcile/x",
    "POST, /reconcile/x/approve",
    "GET, /api/sandboxes",
    "GET, /api/sandboxes/x",
    "GET, /api/sandboxes/x/verdict",
    "GET, /api/drift",
    "GET, /api/leases/x",
    "PUT, /api/leases/x",
    "DELETE, /api/owners/x",
    "POST, /api/leases",
    "GET, /api/cases",
    "POST, /api/cases/x/approve",
    "GET, /api/freeze",
    "PUT, /api/freeze",
    "DELETE, /api/freeze",
    "GET, /nowhere",
    "GET, /metrics/../reconcile",
    "GET, /health/live/../../reconcile",
    "GET, //reconcile",
    "POST, /metrics",
  })
  void keepsOutWhoHasNoToken(String method, String path) {
    var refused = admin.send(admin.request(path).method(method, BodyPublishers.noBody()));

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.error()).contains("Authorization: Bearer");
    assertThat(refused.raw().headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(admin.engine.passes().recent()).isEmpty();
  }

  @Test
  void letsTheAdminTokenDoEverything() {
    assertThat(admin.send(with(ADMIN, admin.request("/reconcile"))).status()).isEqualTo(200);
    assertThat(admin.send(with(ADMIN, renewal("/api/leases/ia"))).status()).isEqualTo(200);
    var guessed = admin.send(with("guess", admin.request("/reconcile")));
    assertThat(guessed.status()).isEqualTo(401);
    assertThat(guessed.error()).isEqualTo("this token may not do that");
  }

  @Test
  void letsTheHeartbeatTokenRenewAndEndLeasesAlone() {
    assertThat(admin.send(with(HEARTBEAT, renewal("/api/leases/ia"))).status()).isEqualTo(200);
    assertThat(admin.send(with(HEARTBEAT, renewal("/api/owners/me"))).status()).isEqualTo(200);
    assertThat(admin.send(with(HEARTBEAT, admin.request("/api/owners/me").DELETE())).status())
        .isEqualTo(200);
    assertThat(
            admin
                .send(
                    with(
                        HEARTBEAT,
                        admin
                            .request("/api/leases")
                            .POST(BodyPublishers.ofString("{\"sandboxes\":[],\"ttl\":\"5m\"}"))))
                .status())
        .isEqualTo(200);

    assertThat(admin.send(with(HEARTBEAT, admin.request("/api/leases/ia"))).status())
        .isEqualTo(401);
    assertThat(admin.send(with(HEARTBEAT, admin.request("/api/sandboxes"))).status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/reconcile",
        "/api/leases/../../reconcile",
        "/api/leases/%2e%2e/%2e%2e/reconcile",
        "/api/leases/..%2f..%2freconcile",
        "/api/owners/..%2f..%2freconcile",
        "/api/owners/../cases/x/approve",
      })
  void doesNotLetTheHeartbeatTokenStray(String path) {
    var post = admin.request(path).POST(BodyPublishers.noBody());

    var refused = admin.send(with(HEARTBEAT, post));

    assertThat(refused.status()).isIn(401, 404, 405);
    assertThat(admin.engine.passes().recent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:8081", "127.0.0.1", "127.1.2.3:80", "[::1]", "[::1]:1"})
  void servesThisMachine(String host) throws IOException {
    assertThat(status(host, "")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8081",
        "10.0.0.1",
        "[::2]",
        "localhost:80:80"
      })
  void refusesANameThatWasMadeToResolveToUs(String host) throws IOException {
    assertThat(status(host, "")).isIn(400, 403);
  }

  @Test
  void refusesWhatAPageOfAnotherSiteSends() throws IOException {
    assertThat(status("localhost:1", "Origin: https://evil.example\r\n")).isEqualTo(403);
    assertThat(status("localhost:1", "Origin: null\r\n")).isEqualTo(403);
    assertThat(status("localhost:1", "Origin: http://localhost:2\r\n")).isEqualTo(403);
    assertThat(status("localhost:1", "Origin: http://localhost:1\r\n")).isEqualTo(200);
  }

  private int status(String host, String headers) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), admin.port())) {
      var head = "GET /health/live HTTP/1.1\r\nHost: " + host + "\r\n" + headers;
      socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(ISO_8859_1));
      var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }

  private HttpRequest.Builder renewal(String path) {
    return admin.request(path).PUT(BodyPublishers.ofString(TTL));
  }

  private static HttpRequest.Builder with(String token, HttpRequest.Builder request) {
    return request.header("Authorization", "Bearer " + token);
  }
}
