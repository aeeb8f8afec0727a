package io.github.e2breconciler.notify;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts to one URL. Taken is what is answered 2xx; redirects are not followed, and what is answered
 * beside the status is thrown away.
 */
public final class HttpCourier implements Courier, AutoCloseable {

  private final URI url;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  public HttpCourier(URI url) {
    this.url = url;
  }

  @Override
  public @Nullable String deliver(Letter letter, Duration atMost) {
    var request = HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(letter.body()));
    letter.headers().forEach(request::header);
    var answer = client.sendAsync(request.build(), BodyHandlers.discarding());
    try {
      // A timeout of the request itself would end with the head of the answer.
      return refusal(answer.get(atMost.toMillis(), MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return "no answer within " + atMost;
    } catch (ExecutionException e) {
      @Nullable Throwable cause = e.getCause();
      return (cause == null ? e : cause).getClass().getSimpleName();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static @Nullable String refusal(HttpResponse<?> answer) {
    return answer.statusCode() / 100 == 2 ? null : "HTTP " + answer.statusCode();
  }

  /** Gives up what is under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
