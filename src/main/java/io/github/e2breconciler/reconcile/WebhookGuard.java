package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookEntry;
import io.github.e2breconciler.e2b.WebhookMode;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.reconcile.Suspicion.Remedy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after one account's webhook at E2B: whether it is registered as it should be, how its
 * deliveries fare, and what could not be delivered. A loop of its own, which no list waits for.
 *
 * <p>Where E2B has no such routes it says so once and does without until the next start.
 */
public final class WebhookGuard {

  private static final Logger log = LoggerFactory.getLogger(WebhookGuard.class);

  private final Standing standing;
  private final WebhookCare care;
  private final Registration registration;
  private final Deliveries deliveries;
  private final WatchContext context;
  private final Intervals intervals;
  private final Feed feed;
  private Instant lastLook = Instant.MIN;
  private boolean provided = true;
  private boolean wanted;

  /**
   * What the webhook should be.
   *
   * @param url where E2B reaches our webhook path, or null where nobody said: then its registration
   *     is nobody's business
   * @param secret what E2B is to sign with: the first of those that verify
   */
  public record WebhookCare(WebhookMode mode, @Nullable URI url, @Nullable Secret secret) {}

  /**
   * The account's event feed, asked from this loop.
   *
   * @param works whether it brings what webhooks do not
   * @param pending whether it is still to be read, at start or after a long silence
   */
  public record Feed(BooleanSupplier works, BooleanSupplier pending) {}

  /** Registers every meter. */
  public WebhookGuard(Standing standing, WebhookCare care, WatchContext context, Feed feed) {
    this.standing = standing;
    this.care = care;
    this.context = context;
    this.feed = feed;
    this.intervals = new Intervals(context.settings().detection());
    var meters = new GuardMeters(standing.account(), context.intake(), context.meters());
    this.registration = new Registration(standing, care, context, meters);
    this.deliveries = new Deliveries(standing, context, meters, feed.pending());
  }

  /** Looks if it is time; returns the pause until it may be again. */
  public Duration step() {
    var now = context.clock().instant();
    wanted |= !context.suspicions().take(standing.account(), Remedy.CHECK).isEmpty();
    if (care.mode() == WebhookMode.OFF) {
      return intervals.guard();
    }
    if (!provided) {
      expectOnlyWhatCame();
      return intervals.guard();
    }
    var due = due(now);
    if (!due && !deliveries.waits()) {
      return wanted ? intervals.detection() : intervals.births();
    }
    if (standing.api().health().circuitOpen() || !context.store().health().ok()) {
      return intervals.detection(); // what is read and cannot be kept would only be asked again
    }
    try {
      if (due) {
        lastLook = now;
        wanted = false;
        look();
      } else {
        deliveries.readOn();
      }
    } catch (E2bException e) {
      failed(e);
    }
    return deliveries.waits() ? intervals.detection() : intervals.births();
  }

  private boolean due(Instant now) {
    if (now.isBefore(lastLook)) {
      return true; // the clock was set back, and nothing waits for its return
    }
    if (!feed.works().getAsBoolean()) {
      return !now.isBefore(lastLook.plus(intervals.births()));
    }
    if (wanted) {
      return !now.isBefore(lastLook.plus(intervals.guardAtMost()));
    }
    return care.url() != null && !now.isBefore(lastLook.plus(intervals.guard()));
  }

  private void look() {
    var entries = standing.api().webhooks();
    @Nullable WebhookEntry ours = registration.look(entries);
    if (ours != null) {
      entries = List.of(ours);
    } else if (care.url() != null) {
      entries = List.of();
    } // else whosever they are, their logs tell of this team
    entries.forEach(entry -> context.intake().named(standing.account(), entry.team()));
    deliveries.look(entries);
  }

  /** Where E2B knows of no webhooks, somebody else may send them all the same. */
  private void expectOnlyWhatCame() {
    var came = !context.intake().lastWebhookAt(standing.account()).equals(Instant.MIN);
    context.drifts().expectWebhooks(standing.account(), came);
  }

  private void failed(E2bException e) {
    if (e.kind() == E2bException.Kind.UNSUPPORTED) {
      provided = false;
      expectOnlyWhatCame();
      log.info(
          "no webhook routes, doing without account={} message=\"{}\"",
          standing.account(),
          e.getMessage());
      return;
    }
    log.warn(
        "webhook not looked at account={} kind={} message=\"{}\"; trying again in {}",
        standing.account(),
        e.kind().label(),
        e.getMessage(),
        intervals.guard());
  }
}
