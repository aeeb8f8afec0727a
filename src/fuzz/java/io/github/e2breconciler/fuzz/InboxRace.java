package io.github.e2breconciler.fuzz;

import io.github.e2breconciler.store.EventRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/**
 * Events that come in at the same time and share commits: each id is new for one of its senders,
 * and a duplicate for all others. One store for all runs, since to open one takes long; each run
 * has ids of its own.
 */
@Param(name = "id", gen = IntGen.class, conf = "1:3")
public final class InboxRace {

  private static final AtomicLong RUNS = new AtomicLong();
  private static final Store STORE =
      Store.open(
          new StoreSettings("jdbc:sqlite::memory:"),
          InstantSource.fixed(Instant.EPOCH),
          new SimpleMeterRegistry());

  private final long run = RUNS.incrementAndGet();

  /** One event; whether it was a duplicate. */
  @Operation
  public boolean append(@Param(name = "id") int id) {
    return STORE.events().append(row(id)).duplicate();
  }

  /** Two events in one go; how many of them were duplicates. */
  @Operation
  public int appendTwo(@Param(name = "id") int first, @Param(name = "id") int second) {
    return (int)
        STORE.events().appendAll(List.of(row(first), row(second))).stream()
            .filter(appended -> appended.duplicate())
            .count();
  }

  private EventRow row(int id) {
    return new EventRow("race", run + "-" + id, "type", "iabc", 0, 0, "webhook", "{}");
  }
}
