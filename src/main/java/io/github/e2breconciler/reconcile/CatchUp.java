package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.EventFeed;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the event feed for what webhooks did not bring. Accounts without a feed are asked once and
 * then left alone until the next start.
 */
final class CatchUp {

  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  /** How long E2B keeps events by default. */
  private static final Duration RETENTION = Duration.ofDays(7);

  /** Events are filed late, and nodes disagree about the time, but not by this much. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  /** How exactly we know when the feed was last read whole. */
  private static final Duration NOTED = Duration.ofHours(1);

  /** All but {@code updated}: those come with every heartbeat of an owner and say little. */
  private static final Set<String> TYPES =
      Set.of(
          "sandbox.lifecycle.created",
          "sandbox.lifecycle.resumed",
          "sandbox.lifecycle.paused",
          "sandbox.lifecycle.killed",
          "sandbox.lifecycle.checkpointed");

  private final EventFeed feed = new EventFeed();
  private final Standing standing;
  private final Store store;
  private final EventIntake intake;
  private final Suspicions suspicions;
  private final InstantSource clock;
  private Set<String> lastCaught = Set.of();
  private String position = "";
  private @Nullable Instant readAt;
  private @Nullable Instant notedAt;
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

  /**
   * Reads back to what is known; returns the events that were new, oldest first. A feed that fails
   * is no reason not to walk the list.
   */
  List<LifecycleEvent> read() {
    if (!supported) {
      return List.of();
    }
    try {
      var account = standing.account().name();
      var caught = feed.read(standing.api(), TYPES, lastCaught::contains, horizon());
      failing = false;
      var fresh = intake.takeAll(standing.account(), caught.events(), Source.FEED);
      if (caught.complete()) {
        noteReading(clock.instant());
        advance(caught.events());
      } else {
        log.warn(
            "event feed read in part account={} pages={} events={}",
            account,
            caught.pages(),
            caught.events().size());
      }
      return fresh;
    } catch (E2bException e) {
      supported = e.kind() != E2bException.Kind.UNSUPPORTED;
      failing = true;
      log.warn(
          "no event feed, walking more often account={} kind={} message=\"{}\"",
          standing.account(),
          e.kind().label(),
          e.getMessage());
      return List.of();
    }
  }

  /** Back to the newest event of the last complete reading, and some way past it. */
  private Instant horizon() {
    var oldest = clock.instant().minus(RETENTION);
    var stored = store.read(tx -> tx.meta().get(positionKey()));
    if (stored == null) {
      return oldest;
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
    lastCaught =
        events.stream().map(event -> event.header().id()).collect(Collectors.toUnmodifiableSet());
    // A node whose clock is ahead must not move the horizon past what is still to come.
    var now = standing.e2bTime(clock.instant());
    var past =
        events.stream()
            .map(LifecycleEvent::at)
            .filter(at -> !at.isAfter(now))
            .reduce((_, at) -> at);
    if (past.isEmpty()) {
      return;
    }
    var newest = Long.toString(past.get().toEpochMilli());
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
