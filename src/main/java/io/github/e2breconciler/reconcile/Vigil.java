package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notices what makes our own view of one account suspect, and raises it. It compares only what is
 * known anyway and calls nobody. For the thread that holds the watch's lock.
 */
final class Vigil {

  /** E2B sends a webhook first within a second or two; one this late has failed at least once. */
  static final Duration UNANNOUNCED = Duration.ofSeconds(5);

  /** Clocks drift by milliseconds between two looks; a jump is more than the margins allow for. */
  static final Duration JUMP = Duration.ofSeconds(30);

  private final Standing standing;
  private final WatchContext context;
  private final Intervals intervals;
  private Instant lastLook = Instant.MIN;
  private Duration lastSkew = Duration.ZERO;
  private boolean skewKnown;
  private Instant walkedAt = Instant.MIN;
  private boolean stale;

  Vigil(Standing standing, WatchContext context) {
    this.standing = standing;
    this.context = context;
    this.intervals = new Intervals(context.settings().detection());
  }

  /**
   * Looks at the clocks and at the age of the last walk.
   *
   * @param knownStore whether this store has seen a complete walk before
   */
  void look(boolean knownStore) {
    var now = context.clock().instant();
    if (lastLook.equals(Instant.MIN)) {
      walkedAt = now;
      if (knownStore) {
        raise(Suspicion.RESTART, "we were down, and heard nothing meanwhile");
      }
    } else if (now.isBefore(lastLook)) {
      walkedAt = now;
      raise(Suspicion.CLOCK_JUMP, "our clock was set back");
    }
    compareClocks();
    if (!stale && walkedAt.plus(intervals.stale()).isBefore(now)) {
      stale = true;
      raise(Suspicion.STALE_WALK, "no walk was complete since " + walkedAt);
    }
    lastLook = now;
  }

  /** E2B's clock and ours move together unless one of them is set. */
  private void compareClocks() {
    @Nullable Long millis = standing.api().health().clockSkewMillis();
    if (millis == null) {
      return;
    }
    var skew = Duration.ofMillis(millis);
    if (skewKnown && skew.minus(lastSkew).abs().compareTo(JUMP) > 0) {
      raise(Suspicion.CLOCK_JUMP, "E2B's clock and ours moved apart");
    }
    lastSkew = skew;
    skewKnown = true;
  }

  /** The feed brought what was new to us. */
  void caughtUp(List<LifecycleEvent> fresh) {
    var latest = standing.e2bTime(context.clock().instant()).minus(UNANNOUNCED);
    @Nullable Instant watched = standing.watchedSince();
    var unannounced =
        fresh.stream()
            .map(LifecycleEvent::at)
            .filter(at -> at.isBefore(latest) && (watched == null || !at.isBefore(watched)))
            .count();
    if (expectsWebhooks() && unannounced > 0) {
      raise(Suspicion.GAP, "the feed has events that no webhook brought: " + unannounced);
    }
  }

  /**
   * A walk was merged.
   *
   * @param first of this store: what is new to it says nothing of webhooks
   */
  void walked(WalkResult result, boolean first) {
    if (!result.complete()) {
      return;
    }
    @Nullable String shrink = standing.doubts().get(Freezes.SHRINK);
    if (shrink != null) {
      raise(Suspicion.SHRINK, shrink);
    }
    var silent = context.intake().lastWebhookAt(standing.account()).isBefore(walkedAt);
    if (expectsWebhooks() && !first && result.webhookOverdue() && silent) {
      raise(Suspicion.SILENT_WEBHOOK, "the list changed and no webhook came since the last walk");
    }
    walkedAt = context.clock().instant();
    stale = false;
  }

  private boolean expectsWebhooks() {
    return context.drifts().expectsWebhooks(standing.account());
  }

  private void raise(Suspicion cause, String why) {
    context.suspicions().raise(standing.account(), cause, why);
  }
}
