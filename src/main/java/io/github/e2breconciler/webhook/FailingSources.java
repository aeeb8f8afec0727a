package io.github.e2breconciler.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * From where came, of late, what no secret had signed. Only failures are counted, so no burst of
 * honest events is ever seen here, and one that verifies clears its source: with a proxy in front
 * that we were not told of, strangers and E2B have the same address.
 *
 * <p>Bounded: under a flood from many addresses some are forgotten. Safe for many threads.
 */
final class FailingSources {

  /** More than E2B's attempts at one event make while a secret differs. */
  static final int MANY = 20;

  static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MAX_SOURCES = 10_000;

  /** Who has one IPv6 address has all of its network. */
  private static final int NETWORK_BYTES = 8;

  private final Cache<InetAddress, AtomicInteger> failures;

  FailingSources(Ticker ticker) {
    this.failures =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(Runnable::run)
            .expireAfterWrite(WINDOW)
            .maximumSize(MAX_SOURCES)
            .build();
  }

  void failed(InetAddress source) {
    failures.get(network(source), _ -> new AtomicInteger()).incrementAndGet();
  }

  void verified(InetAddress source) {
    failures.invalidate(network(source));
  }

  /** Whether so much of the last minute failed that the next is likely to fail, too. */
  boolean failing(InetAddress source) {
    var count = failures.getIfPresent(network(source));
    return count != null && count.get() >= MANY;
  }

  /** How many sources are remembered. */
  long size() {
    failures.cleanUp();
    return failures.estimatedSize();
  }

  private static InetAddress network(InetAddress source) {
    if (!(source instanceof Inet6Address)) {
      return source;
    }
    var bytes = source.getAddress();
    Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("16 bytes are an address", e);
    }
  }
}
