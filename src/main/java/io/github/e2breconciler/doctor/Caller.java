package io.github.e2breconciler.doctor;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.http.TlsFiles;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends a request and says what came of it; follows no redirect, as E2B follows none. */
final class Caller implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10); // E2B's own, for a delivery

  private final HttpClient client;
  private final LongSupplier nanos;

  /** What came of a request. */
  sealed interface Reply {

    /** Somebody answered. */
    record Answered(int status, String body, Duration took) implements Reply {}

    /** Nobody did; {@code refused} where there is certainly no listener. */
    record Silent(String reason, boolean refused) implements Reply {}
  }

  private Caller(HttpClient.Builder client, LongSupplier nanos) {
    this.client =
        client.connectTimeout(PATIENCE).followRedirects(HttpClient.Redirect.NEVER).build();
    this.nanos = nanos;
  }

  /** Calls anybody. */
  static Caller toAnybody(LongSupplier nanos) {
    return new Caller(HttpClient.newBuilder(), nanos);
  }

  /**
   * Calls a listener of ours, by whatever name: who shows its certificate is it.
   *
   * @param tls null for a plain one
   */
  static Caller toOurs(@Nullable TlsFiles tls, LongSupplier nanos) {
    var client = HttpClient.newBuilder();
    return new Caller(tls == null ? client : client.sslContext(OurCertificate.trusted(tls)), nanos);
  }

  Reply get(URI url) {
    return send(HttpRequest.newBuilder(url).GET());
  }

  /** The same with a token. */
  Reply get(URI url, Secret token) {
    var request = HttpRequest.newBuilder(url).header("Authorization", "Bearer " + token.reveal());
    return send(request.GET());
  }

  Reply post(URI url, Map<String, String> headers, byte[] body) {
    var request = HttpRequest.newBuilder(url).POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return send(request);
  }

  private Reply send(HttpRequest.Builder request) {
    var begin = nanos.getAsLong();
    try {
      var answer = client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
      var took = Duration.ofNanos(nanos.getAsLong() - begin);
      return new Reply.Answered(answer.statusCode(), answer.body(), took);
    } catch (IOException e) {
      return new Reply.Silent(reason(e), e instanceof ConnectException);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reply.Silent("interrupted", false);
    }
  }

  /** Many a failure to connect has no text of its own. */
  private static String reason(IOException e) {
    var cause = e.getCause();
    var message = e.getMessage() == null && cause != null ? cause.getMessage() : e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    client.close();
  }
}
