package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bWebhooks.FailedPage;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what E2B could not deliver from its log, which keeps whole bodies: what the feed lacks, and
 * every {@code updated}, for which the feed is not asked. For one thread.
 */
final class DeliveryLog {

  /** A thousand events a reading. */
  static final int MAX_PAGES = 10;

  /** How long E2B keeps deliveries. */
  private static final Duration RETENTION = Duration.ofDays(7);

  /** Attempts are filed late, and the clocks are not one, but not by this much. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(DeliveryLog.class);

  private final Standing standing;
  private final Store store;
  private final EventIntake intake;
  private final InstantSource clock;
  private final Map<String, Stretch> left = new HashMap<>();

  /** What is being read: from the newest at {@code until} back to {@code since}. */
  private record Stretch(Instant since, Instant until, @Nullable String cursor) {}

  DeliveryLog(Standing standing, Store store, EventIntake intake, InstantSource clock) {
    this.standing = standing;
    this.store = store;
    this.intake = intake;
    this.clock = clock;
  }

  /**
   * Reads back to where it last was, or goes on where the last reading had enough; returns what was
   * new.
   *
   * @throws io.github.e2breconciler.e2b.E2bException if a page fails; then it is read again
   */
  List<LifecycleEvent> read(String webhook) {
    var now = standing.e2bTime(clock.instant());
    @Nullable Stretch begun =
        left.remove(webhook); // of a page that fails, the cursor is worth nothing
    var stretch = begun == null ? new Stretch(position(webhook, now), now, null) : begun;
    var events = new ArrayList<LifecycleEvent>();
    @Nullable String cursor = stretch.cursor();
    var pages = 0;
    do {
      FailedPage page = standing.api().failedDeliveries(webhook, stretch.since(), cursor);
      events.addAll(page.events());
      @Nullable String next = page.next();
      cursor = next == null || next.equals(cursor) ? null : next;
      pages++;
    } while (cursor != null && pages < MAX_PAGES);
    events.sort(Comparator.comparing(LifecycleEvent::at));
    @Nullable Instant watched = standing.watchedSince();
    var since = watched == null ? Instant.MAX : watched; // it goes back further than a new store
    var fresh = intake.takeAll(standing.account(), events, Source.DELIVERY_LOG, since);
    if (cursor == null) {
      var position = Long.toString(stretch.until().minus(OVERLAP).toEpochMilli());
      store.writeVoid(tx -> tx.meta().put(positionKey(webhook), position));
    } else {
      left.put(webhook, new Stretch(stretch.since(), stretch.until(), cursor));
      log.info(
          "delivery log read in part, the next look goes on account={} pages={} since={}",
          standing.account(),
          pages,
          stretch.since());
    }
    if (!fresh.isEmpty()) {
      log.info(
          "delivery log brought what nothing else did account={} events={}",
          standing.account(),
          fresh.size());
    }
    return fresh;
  }

  private Instant position(String webhook, Instant now) {
    var oldest = now.minus(RETENTION);
    var stored = store.read(tx -> tx.meta().get(positionKey(webhook)));
    if (stored == null) {
      return oldest;
    }
    var position = Instant.ofEpochMilli(Long.parseLong(stored));
    return position.isBefore(oldest) || position.isAfter(now) ? oldest : position;
  }

  private String positionKey(String webhook) {
    return "deliveries-" + standing.account() + "-" + webhook;
  }
}
