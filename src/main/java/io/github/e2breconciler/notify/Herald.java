package io.github.e2breconciler.notify;

import io.github.e2breconciler.config.Secret;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers notices in batches, one at a time and in order.
 *
 * <p>What is not taken is tried again after a pause that doubles, under the same id and with a new
 * time and signature, until {@code giveUpAfter}. Meanwhile others wait; beyond {@link #CAPACITY}
 * they are dropped. {@link #offer} is for any thread, the rest for one at a time.
 */
public final class Herald implements Notices {

  /** How many may wait. */
  public static final int CAPACITY = 1_000;

  static final int BATCH = 100;

  /** Between looks at an empty queue: what a pass has to tell goes out together. */
  static final Duration GATHER = Duration.ofSeconds(2);

  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** For one attempt. */
  static final Duration ATTEMPT = Duration.ofSeconds(10);

  /** For the one attempt that is left when the daemon stops. */
  static final Duration FAREWELL = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(Herald.class);

  private final BlockingQueue<Notice> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicBoolean overflowing = new AtomicBoolean();
  private final Route route;
  private final byte[] key;
  private final Duration giveUpAfter;
  private final NoticeJson json;
  private final Counters counters;
  private @Nullable Batch batch;

  /**
   * The way out, and what it takes.
   *
   * @param nanos elapsed time, of any origin
   * @param ids makes ids for batches, unique for ever
   */
  public record Route(
      Courier courier, InstantSource clock, LongSupplier nanos, Supplier<String> ids) {}

  private record Counters(Counter delivered, Counter dropped, Counter givenUp) {}

  /** What is under way. */
  private record Batch(
      String id, List<Notice> notices, long sinceNanos, Duration pause, long nextNanos) {

    Batch later(long now) {
      var longer = pause.multipliedBy(2);
      var next = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
      return new Batch(id, notices, sinceNanos, next, now + pause.toNanos());
    }
  }

  /**
   * Alert when {@code notices} with outcome {@code dropped} or {@code given-up} grows: people are
   * not told what they should hear.
   *
   * @param settings with a URL, and so with a secret
   */
  public Herald(NotifySettings settings, Route route, MeterRegistry meters) {
    this.route = route;
    this.key = key(settings.secret());
    this.giveUpAfter = settings.giveUpAfter();
    this.json = new NoticeJson(settings.adminUrl());
    this.counters =
        new Counters(
            counter("delivered", meters), counter("dropped", meters), counter("given-up", meters));
    Gauge.builder("e2b_reconciler.notices.waiting", waiting, BlockingQueue::size)
        .description("Notices not taken up yet; 1,000 at most")
        .register(meters);
  }

  private static byte[] key(@Nullable Secret secret) {
    if (secret == null) {
      throw new IllegalArgumentException("a receiver without a secret");
    }
    return Signature.key(secret);
  }

  private static Counter counter(String outcome, MeterRegistry meters) {
    return Counter.builder("e2b_reconciler.notices")
        .tag("outcome", outcome)
        .description("What became of what people should hear")
        .register(meters);
  }

  @Override
  public boolean offer(Notice notice) {
    if (waiting.offer(notice)) {
      return true;
    }
    counters.dropped().increment();
    if (overflowing.compareAndSet(false, true)) {
      log.warn("too many notices wait, further ones are dropped waiting={}", CAPACITY);
    }
    return false;
  }

  /** Delivers what is due; returns the pause until that is useful again. */
  public Duration step() {
    while (true) {
      var current = batch == null ? gather() : batch;
      if (current == null) {
        return GATHER;
      }
      var early = current.nextNanos() - route.nanos().getAsLong();
      if (early > 0) {
        return Duration.ofNanos(early);
      }
      batch = attempt(current, ATTEMPT);
    }
  }

  /** Tries once more to get rid of what is under way, or waits; the rest is lost. */
  public void farewell() {
    var current = batch == null ? gather() : batch;
    batch = current == null ? null : attempt(current, FAREWELL);
    var left = waiting.size() + (batch == null ? 0 : batch.notices().size());
    if (left > 0) {
      log.warn("stopped with notices undelivered notices={}", left);
    }
  }

  private @Nullable Batch gather() {
    var notices = new ArrayList<Notice>();
    waiting.drainTo(notices, BATCH);
    overflowing.set(false);
    var now = route.nanos().getAsLong();
    return notices.isEmpty()
        ? null
        : new Batch(route.ids().get(), List.copyOf(notices), now, FIRST_PAUSE, now);
  }

  /** What is left to do of a batch afterwards; null if nothing is. */
  private @Nullable Batch attempt(Batch current, Duration atMost) {
    var now = route.clock().instant();
    var body = json.body(current.notices(), now);
    var headers = Signature.headers(key, current.id(), now, body);
    @Nullable String refusal = route.courier().deliver(new Courier.Letter(headers, body), atMost);
    if (refusal == null) {
      counters.delivered().increment(current.notices().size());
      return null;
    }
    var nanos = route.nanos().getAsLong();
    var next = current.later(nanos);
    if (next.nextNanos() - current.sinceNanos() > giveUpAfter.toNanos()) {
      counters.givenUp().increment(current.notices().size());
      log.error(
          "notices given up batch={} notices={} why=\"{}\"",
          current.id(),
          current.notices().size(),
          refusal);
      return null;
    }
    log.warn(
        "notices not taken, trying again in {} batch={} notices={} why=\"{}\"",
        current.pause(),
        current.id(),
        current.notices().size(),
        refusal);
    return next;
  }
}
