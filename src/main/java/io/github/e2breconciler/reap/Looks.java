package io.github.e2breconciler.reap;

import io.github.e2breconciler.store.IntentRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of looking at open intents, and only until a restart: since when one is open,
 * the next look, and since when the sandbox has been missing. Time is what passes, whatever our
 * clock is set to meanwhile; only the age of what an earlier process sent is by that clock. Safe
 * for many threads, each at intents of its own.
 */
final class Looks {

  /** Between two looks at one intent. */
  static final Duration PERIOD = Duration.ofSeconds(2);

  private final Map<String, Look> looks = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final LongSupplier ticker;

  /** All by the ticker; {@code missingSince} is null while it is not missing. */
  private record Look(long since, long next, @Nullable Long missingSince) {}

  Looks(InstantSource clock, LongSupplier ticker) {
    this.clock = clock;
    this.ticker = ticker;
  }

  boolean due(IntentRow intent) {
    return ticker.getAsLong() - of(intent).next() >= 0;
  }

  /** When the next look at an intent is due, by our clock as it is now. */
  Instant next(IntentRow intent) {
    return clock.instant().plusNanos(of(intent).next() - ticker.getAsLong());
  }

  /** Since the request. */
  Duration age(IntentRow intent) {
    return Duration.ofNanos(ticker.getAsLong() - of(intent).since());
  }

  /** Since the first of the looks in a row that found nothing; zero if this is the first. */
  Duration missingFor(IntentRow intent) {
    var since = of(intent).missingSince();
    return since == null ? Duration.ZERO : Duration.ofNanos(ticker.getAsLong() - since);
  }

  /** Nothing is settled yet. */
  void waiting(IntentRow intent, boolean missing) {
    var now = ticker.getAsLong();
    var look = of(intent);
    var known = look.missingSince();
    var since = !missing ? null : known == null ? Long.valueOf(now) : known;
    looks.put(intent.id(), new Look(look.since(), now + PERIOD.toNanos(), since));
  }

  void settled(IntentRow intent) {
    looks.remove(intent.id());
  }

  /** One that was not looked at is due. */
  private Look of(IntentRow intent) {
    return looks.computeIfAbsent(
        intent.id(),
        _ -> {
          var now = ticker.getAsLong();
          var age = Duration.between(Instant.ofEpochMilli(intent.createdAt()), clock.instant());
          return new Look(age.isNegative() ? now : now - age.toNanos(), now, null);
        });
  }
}
