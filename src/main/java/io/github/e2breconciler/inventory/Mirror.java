package io.github.e2breconciler.inventory;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.store.MirrorRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changed beliefs to the store behind the hot path, and reads them back at start.
 *
 * <p>Events are durable before they are merged, so a crash loses no more than merges, and those are
 * made up for by merging every event again that may not have been in the last flush. Doing so twice
 * changes nothing.
 */
public final class Mirror {

  /** Between two flushes. */
  static final Duration PERIOD = Duration.ofSeconds(2);

  /**
   * More events than can be stored and not yet merged at any moment: the inbox's bound, doubled.
   */
  static final long UNMERGED = 8_192;

  /** Beliefs of one transaction; it keeps every event that comes meanwhile waiting. */
  private static final int FLUSHED_AT_ONCE = 200;

  private static final String FLUSHED = "mirror-flushed-seq";
  private static final Logger log = LoggerFactory.getLogger(Mirror.class);

  private final Store store;
  private final Inventory inventory;
  private final InstantSource clock;
  private volatile int flushing;

  public Mirror(Store store, Inventory inventory, InstantSource clock) {
    this.store = store;
    this.inventory = inventory;
    this.clock = clock;
  }

  /**
   * Puts the stored beliefs back; before anything is applied. Returns the sequence number after
   * which events are to be merged again.
   */
  public long load() {
    return store.read(tx -> {
      tx.mirror().all(this::restore);
      var flushed = tx.meta().get(FLUSHED);
      return flushed == null ? 0L : Long.parseLong(flushed);
    });
  }

  private void restore(MirrorRow row) {
    var key = new SandboxKey(new AccountId(row.account()), new SandboxId(row.sandbox()));
    try {
      inventory.restore(BeliefCodec.decode(key, row.belief()));
    } catch (IllegalArgumentException e) {
      log.warn("stored belief is unreadable, the next walk makes up for it sandbox={}", key, e);
    }
  }

  /** Writes what changed since the last flush, a little at a time, so that events get between. */
  public Duration step() {
    var seq = Math.max(0, store.events().lastSeq() - UNMERGED);
    var dirty = inventory.takeDirty();
    if (dirty.isEmpty()) {
      return PERIOD;
    }
    var left = new ArrayDeque<>(inOrder(dirty));
    try {
      while (!left.isEmpty()) {
        flushing = left.size();
        var last = left.size() <= FLUSHED_AT_ONCE;
        flush(left.stream().limit(FLUSHED_AT_ONCE).toList(), last ? seq : null);
        for (var i = 0; i < FLUSHED_AT_ONCE; i++) {
          left.pollFirst();
        }
      }
    } catch (StoreException e) {
      inventory.markDirty(Set.copyOf(left));
      throw e;
    } finally {
      flushing = 0;
    }
    return PERIOD;
  }

  /** How many beliefs the store does not hold as they are. Never blocks. */
  public int unwritten() {
    return inventory.dirty() + flushing;
  }

  /** By key, as the store has them: neighbours share its pages. */
  private static List<SandboxKey> inOrder(Set<SandboxKey> keys) {
    return keys.stream()
        .sorted(
            Comparator.comparing((SandboxKey key) -> key.account().name())
                .thenComparing(key -> key.sandbox().value()))
        .toList();
  }

  /**
   * Writes beliefs.
   *
   * @param seq with the last ones: all are written that events up to there can have changed
   */
  private void flush(List<SandboxKey> keys, @Nullable Long seq) {
    var now = clock.instant().toEpochMilli();
    var rows = new ArrayList<MirrorRow>(keys.size());
    var forgotten = new ArrayList<SandboxKey>();
    for (var key : keys) {
      var belief = inventory.belief(key);
      if (belief == null) {
        forgotten.add(key);
      } else {
        rows.add(
            new MirrorRow(
                key.account().name(), key.sandbox().value(), BeliefCodec.encode(belief), now));
      }
    }
    store.writeDerived(tx -> {
      tx.mirror().upsertAll(rows);
      forgotten.forEach(key -> tx.mirror().delete(key.account().name(), key.sandbox().value()));
      if (seq != null) {
        tx.meta().put(FLUSHED, Long.toString(seq));
      }
      return true;
    });
  }
}
