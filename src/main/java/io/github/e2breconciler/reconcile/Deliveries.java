package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.e2b.E2bWebhooks.DeliveryStats;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookEntry;
import io.github.e2breconciler.reap.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the account's webhooks fare: E2B's own statistics, and its log of what could not be
 * delivered. That one waits until the event feed was read, which brings most of it in fewer calls.
 *
 * <p>Where E2B has no such routes, or refuses them for a webhook that it goes on listing, it says
 * so once and does without until the next start; one webhook that was deleted is no reason. For one
 * thread.
 */
final class Deliveries {

  /** Whose logs are read, where nobody said which webhook is ours. */
  static final int WEBHOOKS = 5;

  private static final Duration DAY = Duration.ofDays(1);
  private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

  private final Standing standing;
  private final WatchContext context;
  private final GuardMeters meters;
  private final BooleanSupplier feedPending;
  private final DeliveryLog deliveryLog;
  private final Set<String> refused = new HashSet<>();
  private final Set<String> unread = new LinkedHashSet<>();
  private boolean provided = true;

  /**
   * Nothing was asked yet.
   *
   * @param feedPending whether the event feed is still to be read
   */
  Deliveries(
      Standing standing, WatchContext context, GuardMeters meters, BooleanSupplier feedPending) {
    this.standing = standing;
    this.context = context;
    this.meters = meters;
    this.feedPending = feedPending;
    this.deliveryLog =
        new DeliveryLog(standing, context.store(), context.intake(), context.clock());
  }

  /**
   * Looks at these webhooks together, and reads what of theirs failed.
   *
   * @throws E2bException if an answer does not come
   */
  void look(List<WebhookEntry> entries) {
    var since = standing.e2bTime(context.clock().instant()).minus(DAY);
    var total = 0L;
    var failed = 0L;
    for (var entry : entries.subList(0, Math.min(WEBHOOKS, entries.size()))) {
      if (!provided) {
        break; // from the start, or as the one before was answered
      }
      var stats = stats(entry.id(), since);
      total += stats.total();
      failed += stats.failed();
      if (stats.failed() > 0) {
        unread.add(entry.id());
      }
    }
    if (provided && !entries.isEmpty()) {
      meters.deliveries(new DeliveryStats(total, failed));
    }
    readOn();
  }

  private DeliveryStats stats(String webhook, Instant since) {
    try {
      var stats = standing.api().deliveryStats(webhook, since);
      refused.remove(webhook);
      return stats;
    } catch (E2bException e) {
      doWithout(webhook, e);
      return new DeliveryStats(0, 0);
    }
  }

  /** Whether a log is to be read once the feed was. */
  boolean waits() {
    return !unread.isEmpty();
  }

  /**
   * Reads the logs that wait, unless the feed is still to be read.
   *
   * @throws E2bException if a page fails; that log waits on
   */
  void readOn() {
    if (feedPending.getAsBoolean()) {
      return;
    }
    for (var webhook : List.copyOf(unread)) {
      try {
        deliveryLog.read(webhook);
      } catch (E2bException e) {
        doWithout(webhook, e);
      }
      unread.remove(webhook);
    }
  }

  /** A webhook that is refused may have gone since it was listed; one listed again has not. */
  private void doWithout(String webhook, E2bException e) {
    if (e.kind() == Kind.REFUSED && refused.add(webhook)) {
      log.debug("webhook is not known any more account={} id={}", standing.account(), webhook);
      return;
    }
    if (e.kind() != Kind.UNSUPPORTED && e.kind() != Kind.REFUSED) {
      throw e;
    }
    provided = false;
    unread.clear();
    log.info(
        "no delivery log, doing without account={} message=\"{}\"",
        standing.account(),
        e.getMessage());
  }
}
