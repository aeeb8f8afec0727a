package io.github.e2breconciler.webhook;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.http.TrustedProxies;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is decided about a request before its body is read: whether the headers alone refuse it, and
 * whether there is room for the body. A source is never refused for what it did before: it only
 * comes after others where room is short. Safe for many threads.
 */
final class Admission {

  private static final HeaderName SIGNATURE = HeaderNames.create(Signature.HEADER);
  private static final HeaderName HMAC_SIGNATURE = HeaderNames.create(Signature.HMAC_HEADER);
  private static final HeaderName VERSION = HeaderNames.create(Signature.VERSION_HEADER);

  private final TrustedProxies proxies;
  private final FailingSources sources;
  private final BodyRoom room = new BodyRoom();

  Admission(TrustedProxies proxies, Ticker ticker, MeterRegistry meters) {
    this.proxies = proxies;
    this.sources = new FailingSources(ticker);
    Gauge.builder("e2b_reconciler.webhook.failing.sources", sources, FailingSources::size)
        .description("addresses that sent what no secret had signed within a minute")
        .strongReference(true)
        .register(meters);
  }

  /** The word on a request. */
  sealed interface Judgement {}

  /** The body need not be read. */
  record Refused(RequestOutcome outcome) implements Judgement {}

  /**
   * The body may be read; {@link #left} must follow.
   *
   * @param room bytes kept for it
   * @param objection what it will be answered whatever it holds; null: nothing speaks against it
   */
  record Admitted(
      InetAddress source, List<String> signatures, long room, @Nullable RequestOutcome objection)
      implements Judgement {}

  /** Judges by the headers. */
  Judgement judge(ServerRequest request, List<WebhookAccount> candidates) {
    var source = proxies.source(request);
    var signatures = signatures(request);
    @Nullable RequestOutcome objection = objection(request, signatures, candidates);
    var chunked = request.headers().contains(HeaderNames.TRANSFER_ENCODING);
    if (objection != null && !chunked) { // in chunks its size is not known, and size goes first
      sources.failed(source);
      return new Refused(objection);
    }
    var bytes = chunked ? Listeners.MAX_BODY : request.headers().contentLength().orElse(0);
    return room.take(bytes, sources.failing(source))
        ? new Admitted(source, signatures, bytes, objection)
        : new Refused(RequestOutcome.OVERLOADED);
  }

  /** No secret had signed it. */
  void failed(Admitted request) {
    sources.failed(request.source());
  }

  /** A secret had signed it. */
  void verified(Admitted request) {
    sources.verified(request.source());
  }

  /** Its body is no longer held. */
  void left(Admitted request) {
    room.give(request.room());
  }

  private static List<String> signatures(ServerRequest request) {
    return Stream.of(SIGNATURE, HMAC_SIGNATURE)
        .flatMap(name -> request.headers().first(name).stream())
        .toList();
  }

  private static @Nullable RequestOutcome objection(
      ServerRequest request, List<String> signatures, List<WebhookAccount> candidates) {
    var version = request.headers().first(VERSION).orElse(Signature.VERSION);
    if (!version.strip().equals(Signature.VERSION)) {
      return RequestOutcome.UNSUPPORTED_VERSION;
    }
    return candidates.stream().anyMatch(it -> Signature.plausible(it, signatures))
        ? null
        : RequestOutcome.INVALID_SIGNATURE;
  }
}
