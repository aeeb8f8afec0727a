package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bApi.Page;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Events of birth say neither end nor size: the newest rows tell them between walks. Where the
 * server knows no filter by start, its first page has to do.
 */
final class Births {

  /** What is born in an interval fits these; the rest waits for the walk. */
  private static final int MAX_PAGES = 5;

  /** An event's time and the start that a row shows are not quite the same. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final Standing standing;
  private final Resync.Mirrors mirrors;
  private final InstantSource clock;
  private final Duration interval;
  private Instant last = Instant.MIN;
  private boolean refused;

  Births(Standing standing, Resync.Mirrors mirrors, InstantSource clock, Duration interval) {
    this.standing = standing;
    this.mirrors = mirrors;
    this.clock = clock;
    this.interval = interval;
  }

  /**
   * Looks, if one is without its end or size and the interval is over.
   *
   * @param pageIsFleet the catch-up reads that page anyway
   */
  void step(boolean pageIsFleet) {
    var now = clock.instant();
    if (pageIsFleet || !due(now)) {
      return;
    }
    @Nullable Instant oldest = oldestBare(now);
    if (oldest == null) {
      return;
    }
    last = now;
    if (refused) {
      merge(standing.api().list(null));
    } else {
      since(oldest.minus(MARGIN));
    }
  }

  private void since(Instant started) {
    @Nullable String token = null;
    var pages = 0;
    try {
      do {
        var page = standing.api().listSince(started, token);
        merge(page);
        var heeded = page.rows().stream().noneMatch(row -> row.startedAt().isBefore(started));
        token = heeded ? page.nextToken() : null;
        pages++;
      } while (token != null && pages < MAX_PAGES);
    } catch (E2bException e) {
      if (e.kind() != E2bException.Kind.REFUSED) {
        throw e;
      }
      refused = true;
      merge(standing.api().list(null));
    }
  }

  private void merge(Page page) {
    for (var row : page.rows()) {
      var seen = new Observation.Seen(row, Source.LIST, page.asOf());
      mirrors.drifts().repaired(mirrors.inventory().apply(standing.account(), seen));
    }
  }

  /** Nothing waits for a clock that was set back. */
  private boolean due(Instant now) {
    return now.isBefore(last) || !now.isBefore(last.plus(interval));
  }

  /**
   * When the oldest started of which the end or the size is not known, or null if there is none.
   */
  private @Nullable Instant oldestBare(Instant now) {
    return mirrors
        .inventory()
        .bare(standing.account())
        .map(sandbox -> sandbox.startedAt() == null ? now : sandbox.startedAt())
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
