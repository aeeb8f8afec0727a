package io.github.e2breconciler.reap;

import io.github.e2breconciler.e2b.E2bApi;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far our picture of one account can be trusted right now: written by passes, read by guards.
 * Times are by our clock unless they say otherwise. Safe for many threads.
 */
public final class Standing {

  private final AccountId account;
  private final E2bApi api;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final long began;
  private final Map<String, Doubt> doubts = new ConcurrentHashMap<>();
  private volatile @Nullable Instant watchedSince;
  private volatile @Nullable Instant firstWalkAt;
  private volatile @Nullable Instant lastWalkAt;
  private volatile int running;

  /** Why the account is not healthy, and since when that is so. */
  record Doubt(String reason, Instant since) {}

  /**
   * The standing of an account of which nothing is known yet; it starts now.
   *
   * @param ticker elapsed nanoseconds, of any origin
   */
  public Standing(AccountId account, E2bApi api, InstantSource clock, LongSupplier ticker) {
    this.account = account;
    this.api = api;
    this.clock = clock;
    this.ticker = ticker;
    this.began = ticker.getAsLong();
  }

  public AccountId account() {
    return account;
  }

  /** The account's E2B. */
  public E2bApi api() {
    return api;
  }

  /** A complete walk ended at {@code at} and saw {@code running} sandboxes running. */
  public void walked(Instant at, int running) {
    if (firstWalkAt == null) {
      firstWalkAt = at;
    }
    lastWalkAt = at;
    this.running = running;
  }

  /** Something makes the account unfit to act in until {@link #trust} takes it back. */
  public void doubt(String cause, String reason) {
    var now = clock.instant();
    doubts.compute(cause, (_, known) -> new Doubt(reason, known == null ? now : known.since()));
  }

  public void trust(String cause) {
    doubts.remove(cause);
  }

  /** Why the account is not healthy, by cause; empty if it is. */
  public Map<String, String> doubts() {
    return doubted().entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> each.getValue().reason()));
  }

  /** The same with their age. */
  Map<String, Doubt> doubted() {
    return Map.copyOf(doubts);
  }

  /** Since this daemon started, or took over, whatever our clock was set to meanwhile. */
  Duration upFor() {
    return Duration.ofNanos(ticker.getAsLong() - began);
  }

  /** When that was, by E2B's clock as far as it is known. */
  public Instant startedAt() {
    return e2bTime(clock.instant()).minus(upFor());
  }

  /**
   * Since when whoever uses a sandbox of the account could have told us, by E2B's clock; null
   * before the first complete walk ever.
   */
  public @Nullable Instant watchedSince() {
    return watchedSince;
  }

  /** Sets {@link #watchedSince}. */
  public void watchedSince(@Nullable Instant since) {
    watchedSince = since;
  }

  public @Nullable Instant firstWalkAt() {
    return firstWalkAt;
  }

  public @Nullable Instant lastWalkAt() {
    return lastWalkAt;
  }

  /** Whether a complete walk ended within {@code span}, by a clock that was not set back since. */
  public boolean walkedWithin(Duration span) {
    @Nullable Instant last = lastWalkAt;
    var now = clock.instant();
    return last != null && !last.isAfter(now) && last.plus(span).isAfter(now);
  }

  /** How many ran at the last complete walk. */
  public int running() {
    return running;
  }

  /** How far E2B's clock is ahead of ours; zero until known. */
  public Duration skew() {
    var millis = api.health().clockSkewMillis();
    return millis == null ? Duration.ZERO : Duration.ofMillis(millis);
  }

  /** Our {@code now} on E2B's clock. */
  public Instant e2bTime(Instant now) {
    return now.plus(skew());
  }
}
