package io.github.e2breconciler.reconcile;

import static java.util.stream.Collectors.toCollection;

import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The first complete walk of an account, which the store remembers: until then nothing is known of
 * it, and since the start of the process that did it the account is watched.
 */
public final class FirstWalk {

  private static final String MARK = "walked-";
  private static final String ACCOUNTS = "accounts";
  private static final String OWNER_KEY = "owner-key";

  private final Standing standing;
  private final Store store;
  private final String key;

  /**
   * Begins anew with accounts that were not configured when this store was last used, and with all
   * where the key was another by which owners are told: meanwhile nobody could be heard for them,
   * and time that nobody counted is not given back.
   *
   * @param accounts as configured now
   */
  public static void forgetThoseNotHeard(Store store, List<AccountId> accounts, String ownerKey) {
    var names = accounts.stream().map(AccountId::name).collect(toCollection(TreeSet::new));
    store.writeVoid(tx -> {
      var known = tx.meta().get(ACCOUNTS);
      var heard = known == null ? names : Set.of(known.split(","));
      var told = tx.meta().get(OWNER_KEY);
      var sameKey = told == null || told.equals(ownerKey);
      for (var name : names) {
        if (!sameKey || !heard.contains(name)) {
          tx.meta().delete(MARK + name);
        }
      }
      tx.meta().put(ACCOUNTS, String.join(",", names));
      tx.meta().put(OWNER_KEY, ownerKey);
    });
  }

  /** Reads what the store remembers, and tells the account's standing. */
  FirstWalk(Standing standing, Store store) {
    this.standing = standing;
    this.store = store;
    this.key = MARK + standing.account();
    var since = store.read(tx -> tx.meta().get(key));
    if (since != null) {
      standing.watchedSince(Instant.parse(since));
    }
  }

  /** Whether it was ever done on this store. */
  boolean done() {
    return standing.watchedSince() != null;
  }

  /** The account is another one by now, of which nothing is known before its own first walk. */
  void forget() {
    store.writeVoid(tx -> tx.meta().delete(key));
    standing.watchedSince(null);
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
