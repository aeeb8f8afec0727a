package io.github.e2breconciler.e2b;

import io.github.e2breconciler.e2b.E2bException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serial;
import java.net.ProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * One request and its whole answer over HTTP: sent at most once, within a total deadline, following
 * no redirect. Safe for many threads.
 */
final class Exchange implements AutoCloseable {

  private static final int MAX_BODY_BYTES = 16 << 20; // 16 MiB, a page of 100 rows has about 100 KB

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private static final int UNAVAILABLE = 503;

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** Seconds that one can wait. */
  private static final Pattern WAIT = Pattern.compile("[1-9]\\d{0,8}");

  /** Asked once a connection is there: whether the request may still go out on it. */
  @FunctionalInterface
  interface Departure {
    boolean open();
  }

  /** It took too long to connect. */
  private static final class LateException extends IOException {
    @Serial private static final long serialVersionUID = 1L;
  }

  private final OkHttpClient client;
  private final InstantSource clock;
  private final Skew skew;

  Exchange(int concurrency, InstantSource clock, Skew skew) {
    this.clock = clock;
    this.skew = skew;
    client =
        new OkHttpClient.Builder()
            .retryOnConnectionFailure(false)
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(Duration.ZERO) // every call sets its own total
            .writeTimeout(Duration.ZERO)
            .connectionPool(new ConnectionPool(concurrency, 1, TimeUnit.MINUTES))
            .addNetworkInterceptor(Exchange::sendInTime)
            .addNetworkInterceptor(Exchange::sendOnce)
            .build();
  }

  /** Runs once a connection is there, and before anything is written to it. */
  private static Response sendInTime(Interceptor.Chain chain) throws IOException {
    var departure = chain.request().tag(Departure.class);
    if (departure != null && !departure.open()) {
      throw new LateException();
    }
    return chain.proceed(chain.request());
  }

  /**
   * Hides a {@code Retry-After} of a 503 that is no time to wait, however it is written: upon zero
   * OkHttp would send the request again by itself, be it a kill, and a number that is too large for
   * it is no answer of E2B's to it.
   */
  private static Response sendOnce(Interceptor.Chain chain) throws IOException {
    var response = chain.proceed(chain.request());
    @Nullable String after = response.header("Retry-After");
    var odd = after != null && NUMBER.matcher(after).matches() && !WAIT.matcher(after).matches();
    return response.code() == UNAVAILABLE && odd
        ? response.newBuilder().removeHeader("Retry-After").build()
        : response;
  }

  /**
   * Sends the request, unless its {@link Departure} says that it is too late, and reads the answer
   * to its end.
   *
   * @throws E2bException of kind {@link Kind#UNAVAILABLE}, {@link Kind#TIMEOUT}, {@link
   *     Kind#MALFORMED} or {@link Kind#THROTTLED}, also when this thread is interrupted, whose flag
   *     is then set
   */
  Answer send(Operation operation, Request request, Duration deadline) {
    var call = client.newCall(request);
    call.timeout().timeout(Math.max(1, deadline.toNanos()), TimeUnit.NANOSECONDS);
    try {
      return exchange(operation, call);
    } catch (InterruptedIOException e) {
      throw Thread.currentThread().isInterrupted()
          ? failed(Kind.UNAVAILABLE, operation, "interrupted", e)
          : failed(Kind.TIMEOUT, operation, "no answer in time from " + address(request), e);
    } catch (LateException e) {
      throw failed(
          Kind.THROTTLED, operation, "not sent: no connection in time to " + address(request), e);
    } catch (ProtocolException e) {
      // Without its message, which may quote the answer.
      throw new E2bException(Kind.UNAVAILABLE, operation.label() + " failed: broken HTTP");
    } catch (IOException e) {
      throw failed(
          Kind.UNAVAILABLE, operation, "no connection to " + address(request) + ", or it broke", e);
    }
  }

  private Answer exchange(Operation operation, Call call) throws IOException {
    var sent = clock.instant();
    try (var response = call.execute()) {
      var received = clock.instant();
      var body = response.body();
      var bytes = read(operation, response.code(), body);
      if (!learnsSkew(sent, received, response)) {
        throw new E2bException(
            Kind.MALFORMED,
            operation.label() + " answered with a time far off; believed if the next one has it");
      }
      return new Answer(operation, response.code(), response.headers(), bytes, skew.atE2b(sent));
    }
  }

  private static byte[] read(Operation operation, int status, ResponseBody body)
      throws IOException {
    var source = body.source();
    if (source.request(MAX_BODY_BYTES + 1L)) {
      throw new E2bException(
          Kind.MALFORMED,
          operation.label() + " answered " + status + " with more than " + MAX_BODY_BYTES + " B");
    }
    return source.readByteArray();
  }

  /** False where its time makes one doubt for when the answer speaks. */
  private boolean learnsSkew(Instant sent, Instant received, Response response) {
    var date = response.header("Date");
    var written = date == null ? null : Answer.date(date);
    return written == null || skew.learn(sent, received, written);
  }

  /** Without the path, the query and whatever may be secret in them. */
  private static String address(Request request) {
    var url = request.url();
    return url.scheme() + "://" + url.host() + ":" + url.port();
  }

  private static E2bException failed(Kind kind, Operation operation, String what, IOException e) {
    return new E2bException(kind, operation.label() + " failed: " + what, e);
  }

  /** Cancels what is under way and closes every connection. */
  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }
}
