package io.github.e2breconciler.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries to a receiver that verifies them as the README tells receivers to. */
final class HttpCourierIT {

  private static final String SECRET = "a-secret-of-24-bytes-or-so";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final FakeClock clock = new FakeClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> verified = new CopyOnWriteArrayList<>();
  private final Deque<Integer> answers = new ArrayDeque<>();
  private final CountDownLatch silence = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer receiver;
  private URI url;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(threads);
    receiver.createContext("/hook", this::take);
    receiver.createContext("/silent", this::fallSilent);
    receiver.start();
    url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
  }

  @AfterEach
  void stop() {
    silence.countDown();
    receiver.stop(0);
    threads.close();
  }

  @Test
  void delivers() {
    try (var courier = new HttpCourier(url)) {
      var herald = herald(courier);
      herald.offer(Sample.ending("n1"));

      herald.step();
    }

    assertThat(verified).singleElement().asString().contains("\"n1\"");
    assertThat(count("delivered")).isOne();
  }

  @Test
  void triesAgainWhatIsNotTaken() {
    answers.addAll(List.of(503, 302, 404));
    try (var courier = new HttpCourier(url)) {
      var herald = herald(courier);
      herald.offer(Sample.ending("n1"));
      for (var i = 0; i < 4; i++) {
        clock.advance(herald.step());
      }
    }

    assertThat(verified).hasSize(4);
    assertThat(count("delivered")).isOne();
  }

  @Test
  void doesNotFollowElsewhere() {
    answers.add(302);
    try (var courier = new HttpCourier(url)) {
      assertThat(courier.deliver(letter(), PATIENCE)).isEqualTo("HTTP 302");
    }
  }

  @Test
  void saysWhereNobodyListens() {
    receiver.stop(0);
    try (var courier = new HttpCourier(url)) {
      assertThat(courier.deliver(letter(), PATIENCE)).isEqualTo("ConnectException");
    }
  }

  @Test
  void doesNotWaitForeverForTheRestOfAnAnswer() {
    try (var courier = new HttpCourier(url.resolve("/silent"))) {
      assertThat(courier.deliver(letter(), Duration.ofMillis(300))).contains("no answer within");
    }
  }

  private Herald herald(Courier courier) {
    return new Herald(
        new NotifySettings(url, Secret.of(SECRET), null, Duration.ofMinutes(10)),
        new Herald.Route(courier, clock, clock::read, () -> "batch"),
        meters);
  }

  private static Courier.Letter letter() {
    return new Courier.Letter(Map.of("content-type", "application/json"), "{}");
  }

  private double count(String outcome) {
    return meters.get("e2b_reconciler.notices").tag("outcome", outcome).counter().count();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var headers = exchange.getRequestHeaders();
      var id = headers.getFirst("webhook-id");
      var signed = id + "." + headers.getFirst("webhook-timestamp") + "." + new String(body, UTF_8);
      if (id != null && ("v1," + hmac(signed)).equals(headers.getFirst("webhook-signature"))) {
        verified.add(new String(body, UTF_8));
      }
      var status = answers.isEmpty() ? 204 : answers.pop();
      exchange.getResponseHeaders().set("location", url.toString());
      exchange.sendResponseHeaders(status, -1);
    }
  }

  /** The head of an answer, and nothing after it. */
  private void fallSilent(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, 10);
      exchange.getResponseBody().flush();
      silence.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String hmac(String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
