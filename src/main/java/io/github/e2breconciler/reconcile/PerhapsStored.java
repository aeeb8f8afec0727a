package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Events that may be stored though whoever brought them was told that they are not: a commit that
 * took too long, or of which only the word was lost. They are not merged, and come again as ones
 * that are known; then they have to be. Of more than {@link #MOST} the oldest are forgotten: a walk
 * makes up for them. Safe for many threads.
 */
final class PerhapsStored {

  /** More than wait to be stored at any moment. */
  static final int MOST = 10_000;

  private final Set<Key> keys =
      Collections.synchronizedSet(Collections.newSetFromMap(new Newest()));

  private record Key(AccountId account, String event) {}

  private static final class Newest extends LinkedHashMap<Key, Boolean> {

    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
      return size() > MOST;
    }
  }

  void add(AccountId account, LifecycleEvent event) {
    keys.add(new Key(account, event.header().id()));
  }

  /** Whether it was one of them; it is none any more. */
  boolean remove(AccountId account, LifecycleEvent event) {
    return keys.remove(new Key(account, event.header().id()));
  }
}
