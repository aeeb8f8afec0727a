package io.github.e2breconciler.lease;

import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps track of when we could last have taken a heartbeat, and gives leases back the time in which
 * we could not; and to whatever else waits for people to speak up.
 *
 * <p>One rule covers being down, a store that takes no writes, a suspended machine and a clock set
 * forward: the moment of the last good tick is in the store, and whatever the next one is late by
 * was deaf time. A clock set back gives nothing back; leases then last longer.
 */
public final class Hearing {

  /** Between ticks; each is one small commit. */
  static final Duration PERIOD = Duration.ofSeconds(2);

  /** A tick this late is a scheduler's jitter, not deafness. */
  static final Duration TOLERANCE = Duration.ofSeconds(1);

  private static final String HEARD_AT = "heard-at";
  private static final Logger log = LoggerFactory.getLogger(Hearing.class);

  private final Store store;
  private final LeaseBook leases;
  private final Waiting waiting;
  private final InstantSource clock;
  private @Nullable Instant noted; // as the store has it; null where that is to be read

  /** What besides leases is over at a time by our clock unless somebody speaks up before. */
  public interface Waiting {

    /** There is nothing like that. */
    Waiting NOTHING = new Waiting() {};

    /** Does work while nobody else changes any of it; before anything is written. */
    default <T extends @Nullable Object> T changing(Supplier<T> work) {
      return work.get();
    }

    /** Has all that was not over at {@code heardAt} wait so much longer, within {@code tx}. */
    default void giveBack(Tx tx, Instant heardAt, Duration deaf) {}

    /** The transaction held, and with it what was given back: we heard at {@code moment}. */
    default void heard(Instant moment) {}

    /** Undoes that; the transaction failed. */
    default void takeBack() {}
  }

  public Hearing(Store store, LeaseBook leases, Waiting waiting, InstantSource clock) {
    this.store = store;
    this.leases = leases;
    this.waiting = waiting;
    this.clock = clock;
  }

  /**
   * Notes that we hear, after giving back what we did not. Run once before anything is judged.
   *
   * @throws io.github.e2breconciler.store.StoreException if the store takes no writes: we are deaf
   */
  public Duration step() {
    return waiting.changing(this::tick);
  }

  private Duration tick() {
    var now = clock.instant();
    Duration deaf;
    try {
      deaf = store.write(tx -> hear(tx, now));
    } catch (RuntimeException e) {
      noted = null;
      leases.takeBack(); // what is not in the store was not given
      waiting.takeBack();
      throw e;
    }
    noted = now.truncatedTo(ChronoUnit.MILLIS);
    leases.heard(now);
    waiting.heard(now);
    if (deaf.isPositive()) {
      log.info("heard nothing for a while, leases are given the time back deaf={}", deaf);
    }
    return PERIOD;
  }

  private Duration hear(Tx tx, Instant now) {
    var heardAt = heardAt(tx, now);
    var missed = noted == null ? between(heardAt, now) : missed(heardAt, now);
    if (missed.isPositive()) {
      leases.giveBack(tx, heardAt, missed);
      waiting.giveBack(tx, heardAt, missed);
    }
    note(tx, now);
    return missed;
  }

  private static void note(Tx tx, Instant now) {
    tx.meta().put(HEARD_AT, Long.toString(now.toEpochMilli()));
  }

  /**
   * Notes that the clock was set back, together with the first that {@code tx} stores by it: after
   * a crash it would seem to have been over before we last heard, and be given nothing back.
   *
   * @param heardAt by the clock as it was; null where nobody keeps track of it
   */
  public static void noteSetBack(Tx tx, @Nullable Instant heardAt, Instant now) {
    if (heardAt != null && now.isBefore(heardAt)) {
      note(tx, now);
    }
  }

  private Instant heardAt(Tx tx, Instant now) {
    var last = noted;
    if (last != null) {
      return last;
    }
    var stored = tx.meta().get(HEARD_AT);
    return stored == null ? now : Instant.ofEpochMilli(Long.parseLong(stored));
  }

  /**
   * After a start, or a tick that failed, there was no hearing in between at all: where that comes
   * again and again, times within the tolerance add up too.
   */
  private static Duration between(Instant heardAt, Instant now) {
    return heardAt.isBefore(now) ? Duration.between(heardAt, now) : Duration.ZERO;
  }

  /** For how long we were deaf, if nothing was heard between the two; zero within the tolerance. */
  static Duration missed(Instant heardAt, Instant now) {
    var late = Duration.between(heardAt, now);
    return late.compareTo(PERIOD.plus(TOLERANCE)) > 0 ? late : Duration.ZERO;
  }
}
