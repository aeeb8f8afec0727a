package io.github.e2breconciler.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.http.ListenerSettings;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.http.TlsFiles;
import io.github.e2breconciler.http.TrustedProxies;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.testing.SelfSigned;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * The service behind a real listener, a client, and what the service did. Of its two accounts green
 * also takes senders that sign with HMAC.
 */
final class WebhookFixture implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-08-21T20:00:23Z");
  static final Secret BLUE = Secret.of("the secret of blue, long enough");
  static final Secret GREEN = Secret.of("the secret of green, long enough");
  static final AccountId BLUE_ID = new AccountId("blue");
  static final AccountId GREEN_ID = new AccountId("green");

  private static final List<String> PATHS = List.of("/webhooks/e2b", "/postreceive");
  private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();

  private final RecordingInbox inbox = new RecordingInbox();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Reception reception;
  private final WebServer server;

  private final String scheme;
  private final HttpClient client;
  private final Logger logger = (Logger) LoggerFactory.getLogger("e2b-webhook");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  /** Its listener's clock stands still. */
  WebhookFixture() {
    this(() -> 0);
  }

  WebhookFixture(LongSupplier nanoClock) {
    this(nanoClock, TrustedProxies.NONE);
  }

  /** Behind proxies. */
  WebhookFixture(LongSupplier nanoClock, TrustedProxies proxies) {
    this(
        new ListenerSettings(LOOPBACK, 0),
        HttpClient.newHttpClient(),
        nanoClock,
        settings(PATHS, proxies));
  }

  /** On other paths. */
  WebhookFixture(List<String> paths) {
    this(
        new ListenerSettings(LOOPBACK, 0),
        HttpClient.newHttpClient(),
        () -> 0,
        settings(paths, TrustedProxies.NONE));
  }

  /** Over TLS. */
  WebhookFixture(LongSupplier nanoClock, SelfSigned certificate) {
    this(
        new ListenerSettings(
            LOOPBACK, 0, new TlsFiles(certificate.certificate(), certificate.key())),
        HttpClient.newBuilder().sslContext(certificate.trusting()).build(),
        nanoClock,
        settings(PATHS, TrustedProxies.NONE));
  }

  private WebhookFixture(
      ListenerSettings listener,
      HttpClient client,
      LongSupplier nanoClock,
      WebhookSettings settings) {
    this.scheme = listener.scheme();
    this.client = client;
    reception =
        new Reception(settings.accounts(), inbox, InstantSource.fixed(NOW), () -> 0, meters);
    var service = new WebhookService(settings, reception);
    server =
        Listeners.create(
                listener, HttpRouting.builder().register(service), nanoClock, service::refused)
            .start();
    log.start();
    logger.addAppender(log);
  }

  private static WebhookSettings settings(List<String> paths, TrustedProxies proxies) {
    return new WebhookSettings(
        paths,
        List.of(
            new WebhookAccount(BLUE_ID, List.of(BLUE), Set.of(SignatureScheme.E2B)),
            new WebhookAccount(GREEN_ID, List.of(GREEN), Set.of(SignatureScheme.values()))),
        proxies);
  }

  /** How many addresses have sent what no secret had signed. */
  double failingSources() {
    return meters.get("e2b_reconciler.webhook.failing.sources").gauge().value();
  }

  RecordingInbox inbox() {
    return inbox;
  }

  Reception reception() {
    return reception;
  }

  List<ILoggingEvent> log() {
    return List.copyOf(log.list);
  }

  double count(String counter, String label, String value) {
    return meters.get("e2b_reconciler.webhook." + counter).tag(label, value).counter().count();
  }

  static byte[] event(String type, String id) {
    return """
    {"id":"%s","version":"v2","type":"%s","timestamp":"2026-08-21T20:00:22.50Z",
     "sandbox_id":"iabc"}
    """
        .formatted(id, type)
        .getBytes(UTF_8);
  }

  static String answer(HttpResponse<String> response) {
    return response.statusCode() + " " + response.body();
  }

  HttpResponse<String> post(String path, Secret secret, byte[] body) throws Exception {
    return send(signed(path, secret, body));
  }

  HttpRequest.Builder signed(String path, Secret secret, byte[] body) {
    return request(path, body).header("e2b-signature", Signature.sign(secret, body));
  }

  HttpRequest.Builder request(String path, byte[] body) {
    return HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofByteArray(body));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  URI uri(String path) {
    return URI.create(scheme + "://" + LOOPBACK + ":" + server.port() + path);
  }

  @Override
  public void close() {
    logger.detachAppender(log);
    client.close();
    server.stop();
  }
}
