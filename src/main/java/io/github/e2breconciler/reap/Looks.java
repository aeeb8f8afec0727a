package io.github.e2breconciler.reap;

import io.github.e2breconciler.store.IntentRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of looking at open intents, and only until a restart: the next look, and since
 * when the sandbox has been missing. Times are by our clock, which may be set back: then looks are
 * due at once, and an age is no less than the looks took. Safe for many threads, each at intents of
 * its own.
 */
final class Looks {

  /** Between two looks at one intent. */
  static final Duration PERIOD = Duration.ofSeconds(2);

  private final Map<String, Look> looks = new ConcurrentHashMap<>();

  /** {@code missingSince} is null while it is not missing. */
  private record Look(int count, Instant next, @Nullable Instant missingSince) {
    static final Look NONE = new Look(0, Instant.MIN, null);
  }

  boolean due(IntentRow intent, Instant now) {
    var next = of(intent).next();
    return !now.isBefore(next) || now.plus(PERIOD).isBefore(next);
  }

  /** When the next look at an intent is due. */
  Instant next(IntentRow intent) {
    var look = looks.get(intent.id());
    return look == null ? Instant.ofEpochMilli(intent.createdAt()) : look.next();
  }

  /** Since the request. */
  Duration age(IntentRow intent, Instant now) {
    var age = Duration.between(Instant.ofEpochMilli(intent.createdAt()), now);
    var looked = PERIOD.multipliedBy(of(intent).count());
    return age.compareTo(looked) > 0 ? age : looked;
  }

  /** Since the first of the looks in a row that found nothing; {@code now} if this is the first. */
  Instant missingSince(IntentRow intent, Instant now) {
    var since = of(intent).missingSince();
    return since == null || since.isAfter(now) ? now : since;
  }

  /** Nothing is settled yet. */
  void waiting(IntentRow intent, boolean missing, Instant now) {
    var since = missing ? missingSince(intent, now) : null;
    looks.put(intent.id(), new Look(of(intent).count() + 1, now.plus(PERIOD), since));
  }

  void settled(IntentRow intent) {
    looks.remove(intent.id());
  }

  private Look of(IntentRow intent) {
    return looks.getOrDefault(intent.id(), Look.NONE);
  }
}
