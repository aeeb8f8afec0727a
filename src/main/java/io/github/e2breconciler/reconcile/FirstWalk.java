package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.store.Store;
import java.time.Instant;

/**
 * The first complete walk of an account, which the store remembers: until then nothing is known of
 * it, and since the start of the process that did it the account is watched.
 */
final class FirstWalk {

  private final Standing standing;
  private final Store store;
  private final String key;

  /** Reads what the store remembers, and tells the account's standing. */
  FirstWalk(Standing standing, Store store) {
    this.standing = standing;
    this.store = store;
    this.key = "walked-" + standing.account();
    var since = store.read(tx -> tx.meta().get(key));
    if (since != null) {
      standing.watchedSince(Instant.parse(since));
    }
  }

  /** Whether it was ever done on this store. */
  boolean done() {
    return standing.watchedSince() != null;
  }

  /** A complete walk has ended; it may have been the first. */
  void walked() {
    if (!done()) {
      var since = standing.startedAt();
      store.writeVoid(tx -> tx.meta().put(key, since.toString()));
      standing.watchedSince(since);
    }
  }
}
