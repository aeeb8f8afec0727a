package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.reap.Progress;
import io.github.e2breconciler.reap.Reaper;
import io.github.e2breconciler.reap.Result;
import io.github.e2breconciler.reap.Ticket;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of a pass: every account is walked, judged and acted on, each in a lane of its own. What
 * fails for one is told in the report and stops no other.
 */
final class PassRun {

  /** A walk of 10,000 sandboxes takes some 10 s; one that takes this long waits for E2B. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Half of what the guard called fresh allows: the rest is for the steps of the pass. */
  private static final Duration FRESH_ENOUGH = Duration.ofSeconds(30);

  /** From a walk that was incomplete to the next try, while a pass acts. */
  private static final Duration WALK_AGAIN = Duration.ofSeconds(10);

  /** So long an approved plan is acted on at a stretch; then one looks what became of it. */
  static final Duration STRETCH = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(PassRun.class);

  private final Map<AccountId, AccountWatch> accounts;
  private final Reaper reaper;
  private final InstantSource clock;
  private final SideBySide sideBySide;

  PassRun(
      Map<AccountId, AccountWatch> accounts,
      Reaper reaper,
      InstantSource clock,
      SideBySide sideBySide) {
    this.accounts = accounts;
    this.reaper = reaper;
    this.clock = clock;
    this.sideBySide = sideBySide;
  }

  /** Runs until every account is done, or late. */
  void run(Pass pass, Ticket ticket) {
    var work = new LinkedHashMap<AccountId, SideBySide.Work>();
    var only = pass.kind().account();
    accounts.forEach((id, watch) -> {
      if (only == null || only.equals(id)) {
        work.put(id, wanted -> run(pass, watch, ticket, wanted));
      }
    });
    sideBySide.run(
        work, late -> pass.failed(late, "E2B answers too slowly, the pass goes on without it"));
  }

  private void run(Pass pass, AccountWatch watch, Ticket ticket, BooleanSupplier wanted) {
    try (var _ = pass.inLog()) { // each lane is a thread of its own
      walkAndAct(pass, watch, ticket, wanted);
    }
  }

  private void walkAndAct(Pass pass, AccountWatch watch, Ticket ticket, BooleanSupplier wanted) {
    var standing = watch.standing();
    var id = standing.account();
    try {
      @Nullable String refusal = standing.api().health().refusal();
      if (refusal != null) {
        pass.failed(id, refusal);
        return;
      }
      if (!pass.kind().quick() || !watch.standing().walkedWithin(FRESH_ENOUGH)) {
        var walk = watch.resync();
        if (wanted.getAsBoolean()) {
          pass.walked(id, walk);
        }
      }
      if (wanted.getAsBoolean()) { // who comes late acts in the next pass
        pass.judged(reaper.judge(standing));
        watch.lookForSilence(); // it sees every lease that ran out before it was judged by
        reaper.act(standing, ticket, new Following(pass, watch, wanted));
      }
    } catch (E2bException e) {
      pass.failed(id, e.kind().label() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      log.error("pass failed for one account, the others go on account={}", id, e);
      pass.failed(id, "our own fault, see the log");
    }
  }

  /** Follows the steps of one account: tells the pass, and walks again before the walk is old. */
  private final class Following implements Progress {

    private final Pass pass;
    private final AccountWatch watch;
    private final BooleanSupplier wanted;
    private final Instant begunAt = clock.instant();
    private Instant walkTriedAt = begunAt;

    private Following(Pass pass, AccountWatch watch, BooleanSupplier wanted) {
      this.pass = pass;
      this.watch = watch;
      this.wanted = wanted;
    }

    @Override
    public boolean goesOn() {
      var now = clock.instant();
      var stretched = pass.kind().approved() != null && !begunAt.plus(STRETCH).isAfter(now);
      if (!wanted.getAsBoolean() || stretched) {
        return false;
      }
      if (!watch.standing().walkedWithin(FRESH_ENOUGH)
          && !walkTriedAt.plus(WALK_AGAIN).isAfter(now)) {
        var walk = watch.resync();
        walkTriedAt = clock.instant();
        if (!wanted.getAsBoolean()) {
          return false;
        }
        pass.walked(watch.standing().account(), walk);
      }
      return true;
    }

    @Override
    public void took(Result result) {
      pass.acted(result, reaper.worth(result, watch.standing()));
    }
  }
}
