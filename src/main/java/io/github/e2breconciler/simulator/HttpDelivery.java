package io.github.e2breconciler.simulator;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Deliveries over HTTP; redirects are not followed, ten seconds at most each. */
public final class HttpDelivery implements Delivery, AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  @Override
  public int post(URI url, Map<String, String> headers, byte[] body) throws IOException {
    var request =
        HttpRequest.newBuilder(url).timeout(TIMEOUT).POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try {
      return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the receiver");
    }
  }

  /** Gives up what is under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
