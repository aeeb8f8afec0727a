package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.EventFeed;
import io.github.e2breconciler.e2b.FeedRewind;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the event feed for what webhooks did not bring. Accounts without a feed are asked once and
 * then left alone until the next start.
 *
 * <p>What happened while nobody listened may be more than one reading brings. It is then read from
 * the oldest on, each page stored and merged before the next is asked for, over as many readings as
 * it takes; after a crash it goes on where it was.
 */
final class CatchUp {

  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  /** How long E2B keeps events by default. */
  private static final Duration RETENTION = Duration.ofDays(7);

  /** Events are filed late, and nodes disagree about the time, but not by this much. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  /** How exactly we know when the feed was last read whole. */
  private static final Duration NOTED = Duration.ofHours(1);

  /** Pages of a long stretch that one reading brings: some seconds of calls. */
  private static final int PAGES = 50;

  /** So many readings in a row that come no further are enough: the walk is to heal the rest. */
  static final int PATIENCE = 20;

  /** All but {@code updated}: those come with every heartbeat of an owner and say little. */
  private static final Set<String> TYPES =
      EventTypes.ALL.stream()
          .filter(type -> !type.equals(EventTypes.UPDATED))
          .collect(Collectors.toUnmodifiableSet());

  private final EventFeed feed = new EventFeed();
  private final Standing standing;
  private final Store store;
  private final EventIntake intake;
  private final Suspicions suspicions;
  private final InstantSource clock;
  private Set<String> lastCaught = Set.of();
  private String position = "";
  private volatile @Nullable FeedRewind rewind;
  private volatile boolean asked;
  private @Nullable Instant readAt;
  private @Nullable Instant notedAt;
  private int stuck;
  private volatile boolean supported = true;
  private volatile boolean failing;

  CatchUp(
      Standing standing,
      Store store,
      EventIntake intake,
      Suspicions suspicions,
      InstantSource clock) {
    this.standing = standing;
    this.store = store;
    this.intake = intake;
    this.suspicions = suspicions;
    this.clock = clock;
  }

  /** Whether what webhooks do not bring comes by the feed; else only the list tells it. */
  boolean works() {
    return supported && !failing;
  }

  /** Whether more is known to be there than was read, and to be had. */
  boolean behind() {
    return rewind != null && works();
  }

  /** Whether a reading is still to come that may bring much. Safe for many threads. */
  boolean pending() {
    return works() && (!asked || rewind != null);
  }

  /**
   * Reads back to what is known, or some way from there; returns the events that were new, oldest
   * first. A feed that fails is no reason not to walk the list.
   *
   * @param first contact of this store with the account: what happened before is history, no drift
   */
  List<LifecycleEvent> read(boolean first) {
    if (!supported) {
      return List.of();
    }
    try {
      var fresh = rewind == null ? readBack(first) : new ArrayList<LifecycleEvent>();
      if (rewind != null) {
        goOn(rewind, first, fresh);
      }
      failing = false;
      return fresh;
    } catch (E2bException e) {
      supported = e.kind() != E2bException.Kind.UNSUPPORTED;
      failing = true;
      log.warn(
          "{}, walking more often account={} kind={} message=\"{}\"",
          supported ? "event feed not read" : "no event feed",
          standing.account(),
          e.kind().label(),
          e.getMessage());
      if (rewind != null) {
        comesNoFurther();
      }
      return List.of();
    } finally {
      asked = true;
    }
  }

  private List<LifecycleEvent> readBack(boolean first) {
    var since = horizon();
    var caught = feed.read(standing.api(), TYPES, lastCaught::contains, since);
    if (caught.ending() == EventFeed.Ending.FAR) {
      log.info("event feed holds much that is new account={} since={}", standing.account(), since);
      rewind = new FeedRewind(standing.api(), TYPES, since);
      return new ArrayList<>();
    }
    var events = first ? later(caught.events(), since) : caught.events();
    var fresh = intake.takeAll(standing.account(), events, Source.FEED, watched(first));
    if (caught.complete()) {
      caughtUp(caught.events());
    } else {
      log.warn(
          "event feed read in part account={} ending={} pages={} events={}",
          standing.account(),
          caught.ending(),
          caught.pages(),
          caught.events().size());
      comesNoFurther();
    }
    return fresh;
  }

  /** A page reaches back as far as it is long, past the horizon and past our first contact. */
  private Instant watched(boolean first) {
    @Nullable Instant since = standing.watchedSince();
    return first ? Instant.MAX : since == null ? Instant.MIN : since;
  }

  private static List<LifecycleEvent> later(List<LifecycleEvent> events, Instant since) {
    return events.stream().filter(event -> !event.at().isBefore(since)).toList();
  }

  /** Every page is kept before the next is asked for. */
  private void goOn(FeedRewind tape, boolean first, List<LifecycleEvent> fresh) {
    for (var page = 0; page < PAGES && !tape.done(); page++) {
      var events = tape.next();
      fresh.addAll(intake.takeAll(standing.account(), events, Source.FEED, watched(first)));
      advance(events);
      stuck = 0;
    }
    if (tape.done()) {
      rewind = null;
      noteReading(clock.instant());
    }
  }

  private void caughtUp(List<LifecycleEvent> events) {
    stuck = 0;
    noteReading(clock.instant());
    lastCaught =
        events.stream().map(event -> event.header().id()).collect(Collectors.toUnmodifiableSet());
    advance(events);
  }

  /** A feed that cannot be read to its end must not be begun again for ever. */
  private void comesNoFurther() {
    if (++stuck < PATIENCE) {
      return;
    }
    stuck = 0;
    rewind = null;
    moveTo(standing.e2bTime(clock.instant()));
    suspicions.raise(
        standing.account(),
        Suspicion.BROKEN_FEED,
        "the event feed cannot be read back to what is known; the list tells the rest");
  }

  /**
   * Back to the newest event that was read and some way past it. A new store begins now: what was
   * before, the first walk shows.
   */
  private Instant horizon() {
    var now = standing.e2bTime(clock.instant());
    var oldest = now.minus(RETENTION);
    var stored = store.read(tx -> tx.meta().get(positionKey()));
    if (stored == null) {
      moveTo(now);
      return now.minus(OVERLAP);
    }
    var position = Instant.ofEpochMilli(Long.parseLong(stored)).minus(OVERLAP);
    return position.isAfter(oldest) ? position : oldest;
  }

  /** After its first reading: whether events may have come and gone unread. */
  private void noteReading(Instant now) {
    if (readAt == null) {
      var stored = store.read(tx -> tx.meta().get(readAtKey()));
      readAt = stored == null ? now : Instant.ofEpochMilli(Long.parseLong(stored));
      if (readAt.plus(RETENTION).isBefore(now)) {
        suspicions.raise(
            standing.account(),
            Suspicion.PAST_RETENTION,
            "down since "
                + readAt
                + ", longer than the feed keeps events; the list tells the rest");
      }
    }
    if (notedAt == null || notedAt.plus(NOTED).isBefore(now) || now.isBefore(notedAt)) {
      store.writeVoid(tx -> tx.meta().put(readAtKey(), Long.toString(now.toEpochMilli())));
      notedAt = now;
    }
  }

  private void advance(List<LifecycleEvent> events) {
    // A node whose clock is ahead must not move the horizon past what is still to come.
    var now = standing.e2bTime(clock.instant());
    events.stream()
        .map(LifecycleEvent::at)
        .filter(at -> !at.isAfter(now))
        .reduce((_, at) -> at)
        .ifPresent(this::moveTo);
  }

  private void moveTo(Instant at) {
    var newest = Long.toString(at.toEpochMilli());
    if (!newest.equals(position)) {
      store.writeVoid(tx -> tx.meta().put(positionKey(), newest));
      position = newest;
    }
  }

  private String readAtKey() {
    return "feed-read-" + standing.account();
  }

  private String positionKey() {
    return "feed-" + standing.account();
  }
}
