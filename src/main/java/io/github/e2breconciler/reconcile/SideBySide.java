package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.loop.Turns;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of one pass, each in a lane of its own, so that one whose E2B answers slowly keeps
 * no other waiting: after a while the pass goes on without it. Its work goes on until it asks
 * whether it is still wanted, and until then the account begins nothing new. For one thread.
 */
final class SideBySide {

  private static final Logger log = LoggerFactory.getLogger(SideBySide.class);

  private final Executor lanes;
  private final Duration patience;
  private final Turns turns;
  private final Map<AccountId, Lane> busy = new HashMap<>();

  private record Lane(CompletableFuture<Void> done, AtomicBoolean wanted) {}

  SideBySide(Executor lanes, Duration patience, Turns turns) {
    this.lanes = lanes;
    this.turns = turns;
    this.patience = patience;
  }

  /** What is done for an account; it is told how to learn whether anybody still waits for it. */
  @FunctionalInterface
  interface Work {
    void run(BooleanSupplier wanted);
  }

  /**
   * Does the work of each account and waits, in all for no longer than our patience.
   *
   * @param late hears of each account that was not done, or is still at an earlier work
   */
  void run(SequencedMap<AccountId, Work> work, Consumer<AccountId> late) {
    busy.values().removeIf(lane -> lane.done().isDone());
    var begun = new LinkedHashMap<AccountId, Lane>();
    work.forEach((account, each) -> {
      if (busy.containsKey(account)) {
        late.accept(account);
      } else {
        begun.put(account, begin(each));
      }
    });
    var all = begun.values().stream().map(Lane::done).toArray(CompletableFuture<?>[]::new);
    await(CompletableFuture.allOf(all));
    begun.forEach((account, lane) -> {
      if (!lane.done().isDone()) {
        lane.wanted().set(false);
        busy.put(account, lane);
        late.accept(account);
      }
    });
  }

  private Lane begin(Work work) {
    var lane = new Lane(new CompletableFuture<>(), new AtomicBoolean(true));
    lanes.execute(() -> {
      try {
        work.run(lane.wanted()::get);
      } finally {
        lane.done().complete(null);
      }
    });
    return lane;
  }

  private void await(CompletableFuture<Void> all) {
    try {
      if (!turns.await(all, patience)) {
        log.debug("not every account was done in time patience={}", patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close() wants us to stop
    }
  }
}
