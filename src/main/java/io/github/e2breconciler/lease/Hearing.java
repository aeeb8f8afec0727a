package io.github.e2breconciler.lease;

import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
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
 * was deaf time. A clock set back gives nothing back, leases then last longer, but none for longer
 * than any may be given for; set right again, it revives what was over meanwhile, and what it had
 * dated too early is moved to when it was ({@link Jumps}).
 */
public final class Hearing {

  /** Between ticks; each is one small commit. */
  static final Duration PERIOD = Duration.ofSeconds(2);

  /** A tick this late is a scheduler's jitter, not deafness. */
  static final Duration TOLERANCE = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(Hearing.class);

  private final Store store;
  private final LeaseBook leases;
  private final Waiting waiting;
  private final InstantSource clock;
  private final Jumps jumps;
  private boolean begun; // a tick of this process is stored
  private boolean sure; // that what is known of it is what the store has

  /** What besides leases is over at a time by our clock unless somebody speaks up before. */
  public interface Waiting {

    /** Two that wait. */
    static Waiting both(Waiting one, Waiting other) {
      return new Waiting() {
        @Override
        public <T extends @Nullable Object> T changing(Supplier<T> work) {
          return one.changing(() -> other.changing(work));
        }

        @Override
        public void reread(Tx tx) {
          one.reread(tx);
          other.reread(tx);
        }

        @Override
        public void giveBack(Tx tx, Instant heardAt, Duration deaf) {
          one.giveBack(tx, heardAt, deaf);
          other.giveBack(tx, heardAt, deaf);
        }

        @Override
        public void cap(Tx tx, Instant now) {
          one.cap(tx, now);
          other.cap(tx, now);
        }

        @Override
        public void confirm() {
          one.confirm();
          other.confirm();
        }

        @Override
        public void takeBack() {
          one.takeBack();
          other.takeBack();
        }
      };
    }

    /** Does work while nobody else changes any of it; before anything is written. */
    default <T extends @Nullable Object> T changing(Supplier<T> work) {
      return work.get();
    }

    /** Takes all of it as {@code tx} has it: it is not known what became of a transaction. */
    void reread(Tx tx);

    /** Has all that was not over at {@code heardAt} wait so much longer, within {@code tx}. */
    void giveBack(Tx tx, Instant heardAt, Duration deaf);

    /**
     * Has nothing wait longer than anything may from {@code now} on, within {@code tx}: a machine
     * that booted in 1970 was not deaf for half a century.
     */
    void cap(Tx tx, Instant now);

    /** The transaction held: that is not to be undone any more. */
    void confirm();

    /** Undoes that; the transaction failed. */
    void takeBack();
  }

  /**
   * Of nothing yet.
   *
   * @param ticker elapsed nanoseconds, of any origin
   */
  public Hearing(
      Store store, LeaseBook leases, Waiting waiting, InstantSource clock, LongSupplier ticker) {
    this.store = store;
    this.leases = leases;
    this.waiting = waiting;
    this.clock = clock;
    this.jumps = new Jumps(ticker);
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
    var forward = jumps.look(now);
    Duration deaf;
    try {
      deaf = store.write(tx -> hear(tx, now, forward));
    } catch (RuntimeException e) {
      sure = false;
      leases.takeBack(); // what is not in the store was not given
      waiting.takeBack();
      throw e;
    }
    begun = true;
    sure = true;
    jumps.settled();
    leases.lastHeard().stored(now.truncatedTo(ChronoUnit.MILLIS));
    leases.confirm();
    waiting.confirm();
    if (deaf.isPositive()) {
      log.info("heard nothing for a while, leases are given the time back deaf={}", deaf);
    }
    return PERIOD;
  }

  private Duration hear(Tx tx, Instant now, Duration forward) {
    if (!sure) { // the last may have held though we were told that it did not
      leases.reread(tx);
      waiting.reread(tx);
    }
    var last = leases.lastHeard();
    var heardAt = sure ? last.known(now) : last.read(tx, now);
    var missed = sure ? missed(heardAt, now) : between(heardAt, now);
    if (!sure && now.isBefore(heardAt)) { // set back while we were deaf: nobody knows for how long
      last.missed(tx, Instant.EPOCH, now);
    }
    if (!begun && missed.isPositive()) {
      leases.slowClock().perhapsSetRight(tx, heardAt, missed);
    }
    last.forgetFuture(tx, now);
    if (LastHeard.isBehind(now, heardAt)) {
      last.behind(tx, now);
    }
    if (missed.isPositive()) {
      last.missed(tx, heardAt, now);
      leases.giveBack(tx, heardAt, now);
      waiting.giveBack(tx, heardAt, missed);
    }
    if (forward.isPositive()) {
      leases.slowClock().setRight(tx, heardAt, forward);
    }
    leases.cap(tx, now);
    waiting.cap(tx, now);
    last.note(tx, now);
    return missed;
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
