package io.github.e2breconciler.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.SelfSigned;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As {@link PatientHttp1IT}, over TLS: the clock moves a second at each step. */
@Timeout(60)
final class PatientTlsIT {

  private static final int LIMIT = 5;
  private static final int LATE = 2;
  private static final int NEVER = 20;
  private static final Duration STAGE = Duration.ofSeconds(LIMIT);
  private static final byte[] LARGE = new byte[64 << 20];

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final Semaphore largeAnswersEnded = new Semaphore(0);
  private SelfSigned certificate;
  private WebServer server;

  @BeforeEach
  void start() throws Exception {
    certificate = SelfSigned.create(folder, "server", "EC");
    var files = new TlsFiles(certificate.certificate(), certificate.key());
    server =
        WebServer.builder()
            .host(InetAddress.getLoopbackAddress().getHostAddress())
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .tls(ServerCertificate.load(files).tls())
            .addConnectionSelector(
                new PatientHttp1(new Patience(STAGE, STAGE, STAGE, STAGE), nanos::get, 100))
            .idleConnectionPeriod(Duration.ofMillis(10))
            .routing(routing -> routing.get("/large", this::large))
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void hangsUpOnWhoDoesNotBeginToShakeHands() throws IOException {
    try (var socket = connect()) {
      assertThat(stepsUntilClosed(socket)).isBetween(LIMIT + 1, LIMIT + 1 + LATE);
    }
  }

  @Test
  void hangsUpInTheMiddleOfTheHandshake() throws IOException {
    try (var socket = connect()) {
      var clientHello = new byte[] {22, 3, 1, 1, 0, 1, 0}; // its first bytes, of 256
      socket.getOutputStream().write(clientHello);

      assertThat(stepsUntilClosed(socket)).isBetween(LIMIT + 1, LIMIT + 1 + LATE);
    }
  }

  @Test
  void hangsUpOnSilenceAfterTheHandshake() throws IOException {
    try (var socket = shakeHands()) {
      assertThat(stepsUntilClosed(socket)).isBetween(LIMIT + 1, LIMIT + 1 + LATE);
    }
  }

  @Test
  void hangsUpInTheMiddleOfTheHeaders() throws IOException {
    try (var socket = shakeHands()) {
      socket.getOutputStream().write("GET /large HTTP/1.1\r\nHos".getBytes(ISO_8859_1));

      assertThat(stepsUntilClosed(socket)).isBetween(LIMIT + 1, LIMIT + 1 + LATE);
    }
  }

  @Test
  void hangsUpOnAClientThatDoesNotReadItsAnswer() throws Exception {
    try (var socket = shakeHands()) {
      var request = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      assertThat(largeAnswersEnded.tryAcquire(300, TimeUnit.MILLISECONDS)).isFalse();
      var steps = 0;
      do {
        steps++;
        assertThat(steps).isLessThan(NEVER);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      } while (!largeAnswersEnded.tryAcquire(100, TimeUnit.MILLISECONDS));

      assertThat(steps).isBetween(LIMIT + 1, LIMIT + 1 + LATE);
    }
  }

  private void large(ServerRequest request, ServerResponse response) {
    try {
      response.send(LARGE);
    } finally {
      largeAnswersEnded.release();
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(100);
    return socket;
  }

  private Socket shakeHands() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    var sockets = certificate.trusting().getSocketFactory();
    var secure = (SSLSocket) sockets.createSocket(socket, "localhost", server.port(), true);
    secure.startHandshake();
    secure.setSoTimeout(100);
    return secure;
  }

  private int stepsUntilClosed(Socket socket) throws IOException {
    var steps = 1;
    while (!closedAfterAStep(socket)) {
      steps++;
      assertThat(steps).isLessThan(NEVER);
    }
    return steps;
  }

  private boolean closedAfterAStep(Socket socket) {
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // cut off without the farewell of TLS
    }
  }
}
