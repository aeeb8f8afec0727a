package io.github.e2breconciler.webhook;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.e2breconciler.http.Listeners;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is decided about a delivery before its body is read: whether the envelope alone refuses it,
 * and whether there is room for the body. A source is never refused for what it did before: it only
 * comes after others where room is short. Safe for many threads.
 */
final class Admission {

  private final FailingSources sources;
  private final BodyRoom room = new BodyRoom();

  Admission(Ticker ticker, MeterRegistry meters) {
    this.sources = new FailingSources(ticker);
    Gauge.builder("e2b_reconciler.webhook.failing.sources", sources, FailingSources::size)
        .description("addresses that sent what no secret had signed within a minute")
        .strongReference(true)
        .register(meters);
  }

  /** The word on a delivery. */
  sealed interface Judgement {}

  /** The body need not be read. */
  record Refused(RequestOutcome outcome) implements Judgement {}

  /**
   * The body may be read; {@link #left} must follow.
   *
   * @param room bytes kept for it
   * @param objection what it will be answered whatever it holds; null: nothing speaks against it
   */
  record Admitted(Envelope envelope, long room, @Nullable RequestOutcome objection)
      implements Judgement {}

  /** Judges by the envelope. */
  Judgement judge(Envelope envelope, List<WebhookAccount> candidates) {
    var source = envelope.source();
    @Nullable RequestOutcome objection = objection(envelope, candidates);
    var chunked = envelope.bytes() == Envelope.IN_CHUNKS;
    if (objection != null && !chunked) { // in chunks its size is not known, and size goes first
      sources.failed(source);
      return new Refused(objection);
    }
    var bytes = chunked ? Listeners.MAX_BODY : envelope.bytes();
    return room.take(bytes, sources.failing(source))
        ? new Admitted(envelope, bytes, objection)
        : new Refused(RequestOutcome.OVERLOADED);
  }

  /** No secret had signed it. */
  void failed(Admitted delivery) {
    sources.failed(delivery.envelope().source());
  }

  /** A secret had signed it. */
  void verified(Admitted delivery) {
    sources.verified(delivery.envelope().source());
  }

  /** Its body is no longer held. */
  void left(Admitted delivery) {
    room.give(delivery.room());
  }

  private static @Nullable RequestOutcome objection(
      Envelope envelope, List<WebhookAccount> candidates) {
    if (!envelope.version().strip().equals(Signature.VERSION)) {
      return RequestOutcome.UNSUPPORTED_VERSION;
    }
    return candidates.stream().anyMatch(it -> Signature.plausible(it, envelope.signatures()))
        ? null
        : RequestOutcome.INVALID_SIGNATURE;
  }
}
