package io.github.e2breconciler.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The server's clock moves a second at each step and never by itself; in between the client reads
 * for a moment, in which Helidon's timer, at a period of 10 ms, asks who is overdue. A stage of N
 * seconds ends at step N + 1, or a little later where a wait began late.
 */
@Timeout(60)
final class PatientHttp1IT {

  private static final int HEAD = 4;
  private static final int BODY = 6;
  private static final int ANSWER = 7;
  private static final int IDLE = 8;
  private static final int LATE = 2;
  private static final int NEVER = 20;

  private static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(HEAD),
          Duration.ofSeconds(BODY),
          Duration.ofSeconds(ANSWER),
          Duration.ofSeconds(IDLE));

  private static final int ROOM = 8;
  private static final byte[] LARGE = new byte[64 << 20]; // more than kernels keep for a client

  private static final Duration GRACE = Duration.ofSeconds(20);

  /** What is sure to come has come by then: reading heeds no other end of a test. */
  private static final int SURELY_MILLIS = 30_000;

  private final AtomicLong nanos = new AtomicLong();
  private final Semaphore largeAnswersEnded = new Semaphore(0);

  private final WebServer server =
      WebServer.builder()
          .host(InetAddress.getLoopbackAddress().getHostAddress())
          .shutdownHook(false)
          .shutdownGracePeriod(GRACE)
          .featuresDiscoverServices(false)
          .protocolsDiscoverServices(false)
          .addConnectionSelector(new PatientHttp1(PATIENCE, nanos::get, ROOM))
          .idleConnectionPeriod(Duration.ofMillis(10))
          .routing(routing ->
              routing
                  .post(
                      "/echo",
                      (request, response) -> response.send(request.content().as(byte[].class)))
                  .post("/deaf", (_, response) -> response.send("deaf"))
                  .get("/large", this::large))
          .build()
          .start();

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void hangsUpOnSilence() throws IOException {
    assertThat(stepsUntilClosed("")).isBetween(HEAD + 1, HEAD + 1 + LATE);
  }

  @Test
  void hangsUpInTheMiddleOfARequestLine() throws IOException {
    assertThat(stepsUntilClosed("POST /ec")).isBetween(HEAD + 1, HEAD + 1 + LATE);
  }

  @Test
  void hangsUpInTheMiddleOfTheHeaders() throws IOException {
    assertThat(stepsUntilClosed("POST /echo HTTP/1.1\r\nHost: a\r\nX-A"))
        .isBetween(HEAD + 1, HEAD + 1 + LATE);
  }

  @Test
  void hangsUpInTheMiddleOfABody() throws IOException {
    assertThat(stepsUntilClosed("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab"))
        .isBetween(BODY + 1, BODY + 1 + LATE);
  }

  @Test
  void hangsUpInTheMiddleOfAChunk() throws IOException {
    assertThat(
            stepsUntilClosed(
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"))
        .isBetween(BODY + 1, BODY + 1 + LATE);
  }

  @Test
  void hangsUpOnAHeadThatComesInDrops() throws IOException {
    try (var socket = connect()) {
      send(socket, "POST /echo HTTP/1.1\r\nX-Long: ");
      var steps = 0;
      do {
        steps++;
        assertThat(steps).isLessThan(NEVER);
        send(socket, "a");
      } while (!closedAfterAStep(socket));

      assertThat(steps).isBetween(HEAD + 1, HEAD + 1 + LATE);
    }
  }

  @Test
  void hangsUpOnABodyThatComesInDrops() throws IOException {
    try (var socket = connect()) {
      send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n");
      var steps = 0;
      do {
        steps++;
        assertThat(steps).isLessThan(NEVER);
        send(socket, "a");
      } while (!closedAfterAStep(socket));

      assertThat(steps).isBetween(BODY + 1, BODY + 1 + LATE);
    }
  }

  @Test
  void hangsUpOnAClientThatDoesNotReadItsAnswer() throws Exception {
    try (var socket = connect()) {
      send(socket, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(largeAnswersEnded.tryAcquire(100, TimeUnit.MILLISECONDS)).isFalse();
      var steps = 0;
      do {
        steps++;
        assertThat(steps).isLessThan(NEVER);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      } while (!largeAnswersEnded.tryAcquire(100, TimeUnit.MILLISECONDS));

      assertThat(steps).isBetween(ANSWER + 1, ANSWER + 1 + LATE);
    }
  }

  @Test
  void letsClientTakeALargeAnswerAtItsOwnPace() throws IOException {
    try (var socket = connect()) {
      socket.setSoTimeout(SURELY_MILLIS);
      send(socket, "GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

      assertThat(socket.getInputStream().readAllBytes()).hasSizeGreaterThan(LARGE.length);
    }
  }

  @Test
  void makesRoomForWhoComesWhenTheHouseIsFull() throws IOException {
    var stalled = new ArrayList<Socket>();
    try {
      for (var i = 0; i < 4 * ROOM; i++) {
        stalled.add(connect());
        send(stalled.getLast(), "POST /ec");
      }
      do { // until those who wait are known to wait, which is for the order of our threads
        nanos.incrementAndGet();
        assertHonestOnesAreAnswered();
      } while (stalled.stream().noneMatch(PatientHttp1IT::hungUp)
          && !Thread.currentThread().isInterrupted());
      assertThat(stalled).anyMatch(PatientHttp1IT::hungUp);
    } finally {
      for (var socket : stalled) {
        socket.close();
      }
    }
  }

  private void assertHonestOnesAreAnswered() throws IOException {
    try (var honest = connect()) {
      honest.setSoTimeout(SURELY_MILLIS);
      send(honest, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nread");

      assertThat(new String(honest.getInputStream().readNBytes(12), ISO_8859_1))
          .isEqualTo("HTTP/1.1 200");
    }
  }

  /** Whether the other side has ended it: which of them, is for the order of their threads. */
  private static boolean hungUp(Socket socket) {
    try {
      socket.setSoTimeout(50);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  @Test
  void stopsWithoutWaitingForThoseWhoKeepItWaiting() throws IOException {
    try (var head = connect();
        var body = connect();
        var deaf = connect()) {
      send(head, "POST /echo HTTP/1.1\r\nHos");
      send(body, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab");
      send(deaf, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(closedAfterAStep(head)).isFalse();
      assertThat(closedAfterAStep(body)).isFalse();
      var told = System.nanoTime();

      server.stop(); // its grace is longer

      assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(GRACE);
    }
  }

  @Test
  void keepsAnIdleConnectionLonger() throws IOException {
    assertThat(stepsUntilClosed("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"))
        .isBetween(IDLE + 1, IDLE + 1 + LATE);
  }

  @Test
  void countsAnewForEachRequest() throws IOException {
    try (var socket = connect()) {
      for (var request = 0; request < 4; request++) {
        send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
        for (var step = 0; step < BODY - LATE; step++) {
          assertThat(closedAfterAStep(socket)).isFalse();
        }
        send(socket, "b");
      }
    }
  }

  @Test
  void takesNoSecondRequestAfterTheLast() throws IOException {
    try (var socket = connect()) {
      socket.setSoTimeout(SURELY_MILLIS);
      send(
          socket,
          "POST /deaf HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 60\r\n\r\n"
              + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nsmugg");

      var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(answer).endsWith("deaf").doesNotContain("smugg");
    }
  }

  private void large(ServerRequest request, ServerResponse response) {
    try {
      response.send(LARGE);
    } finally {
      largeAnswersEnded.release();
    }
  }

  private int stepsUntilClosed(String sent) throws IOException {
    try (var socket = connect()) {
      send(socket, sent);
      var steps = 1;
      while (!closedAfterAStep(socket)) {
        steps++;
        assertThat(steps).isLessThan(NEVER);
      }
      return steps;
    }
  }

  private boolean closedAfterAStep(Socket socket) throws IOException {
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    var input = socket.getInputStream();
    try {
      while (input.read() >= 0) {
        // An answer to an earlier request.
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(100);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }
}
