package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.ListWalk;
import io.github.e2breconciler.e2b.ListWalk.Walk;
import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A walk, merged page by page. What it shows is believed at once; what it does not show only if it
 * was complete, nothing has shrunk, and a second walk and a read of each agree.
 *
 * <p>Where something is absent, or the rows are not as many as E2B counts, the event feed is read
 * before it is judged: in a large fleet some end during every walk. What no event explains may be
 * read one by one, if it is little. One walk at a time.
 */
final class Resync {

  private static final Logger log = LoggerFactory.getLogger(Resync.class);

  private final ListWalk listWalk = new ListWalk();
  private final Standing standing;
  private final Mirrors mirrors;
  private final Absentees absentees;
  private final Hearsay hearsay;
  private final InstantSource clock;

  Resync(
      Standing standing,
      Mirrors mirrors,
      Absentees absentees,
      Hearsay hearsay,
      InstantSource clock) {
    this.standing = standing;
    this.mirrors = mirrors;
    this.absentees = absentees;
    this.hearsay = hearsay;
    this.clock = clock;
  }

  /** What belief is kept in. */
  record Mirrors(Inventory inventory, DriftLog drifts) {}

  /**
   * What events tell while a walk goes on.
   *
   * @param feed reads the event feed, where there is one; false while more of it is to be had
   */
  record Hearsay(Churn churn, BooleanSupplier feed) {}

  /**
   * Walks and merges.
   *
   * @param first of this store: what is new to it is no drift
   * @param known whether one of these is shown is worth to know
   * @throws io.github.e2breconciler.e2b.E2bException if not even the first page came
   */
  WalkResult walk(boolean first, Set<SandboxId> known) {
    var unannounced = standing.e2bTime(clock.instant()).minus(Vigil.UNANNOUNCED);
    var found = new Found(mirrors.drifts(), !first, unannounced);
    var merging = new Merging(found, known);
    hearsay.churn().begin();
    try {
      var pages = listWalk.walk(standing.api(), merging::page);
      var walkedAt = clock.instant();
      var accounted = accounted(pages, found);
      var walk = accounted.walk();
      if (!walk.complete()) {
        log.warn(
            "walk incomplete account={} pages={} seen={} reason=\"{}\"",
            standing.account(),
            walk.pages(),
            walk.shown().size(),
            walk.incompleteReason());
      } else if (!absentees.count(walk, accounted.absent(), found)) {
        standing.walked(walkedAt, walk.running());
      }
      return new WalkResult(
          walk.pages(),
          walk.shown().size(),
          walk.complete(),
          walk.incompleteReason(),
          found.kinds(),
          merging.showsKnown,
          found.webhookOverdue());
    } finally {
      hearsay.churn().end();
    }
  }

  /** A walk, and what it does not show and nothing explains. */
  private record Accounted(Walk walk, List<Sandbox> absent) {}

  /** The walk with every sandbox accounted for of which anything can be learned. */
  private Accounted accounted(Walk walk, Found found) {
    if (!walk.flaw().isEmpty()) {
      return new Accounted(walk, List.of());
    }
    var heard = hearsay.churn().explain(walk);
    if (heard.complete() && absentees.of(walk).isEmpty()) {
      return new Accounted(heard, List.of());
    }
    if (!hearsay.feed().getAsBoolean()) {
      return new Accounted(walk.flawed("the event feed is still being read"), List.of());
    }
    heard = hearsay.churn().explain(walk);
    var read = heard.complete() ? heard : heard.explained(absentees.readLeft(walk, found), 0);
    return new Accounted(read, absentees.of(walk));
  }

  private final class Merging {

    private final Found found;
    private final Set<SandboxId> known;
    private boolean showsKnown;

    Merging(Found found, Set<SandboxId> known) {
      this.found = found;
      this.known = known;
    }

    private void page(List<SandboxRow> rows, Instant walkStarted) {
      var account = standing.account();
      var unlisted = mirrors.drifts().openOf(DriftKind.UNLISTED);
      for (var row : rows) {
        showsKnown |= known.contains(row.sandbox());
        if (!unlisted.isEmpty()) {
          mirrors.drifts().close(new SandboxKey(account, row.sandbox()), DriftKind.UNLISTED);
        }
        var seen = new Observation.Seen(row, Source.LIST, walkStarted);
        if (!mirrors.inventory().confirm(account, seen)) {
          found.note(mirrors.inventory().apply(account, seen));
        }
      }
    }
  }
}
