package io.github.e2breconciler.lease;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What one transaction changes in all that a map holds, and how memory is put back where that
 * transaction fails. The map may be changed by others meanwhile; this is used by one thread at a
 * time.
 */
public final class Undo<K, V> {

  private final Map<K, V> held;
  private final Map<K, Change<V>> changes = new HashMap<>();

  private record Change<V>(V is, V was) {}

  /** Of nothing yet. */
  public Undo(Map<K, V> held) {
    this.held = held;
  }

  /**
   * Changes everything in memory.
   *
   * @param step gives back the same where nothing is to change; may be asked twice of one
   */
  public void change(UnaryOperator<V> step) {
    held.replaceAll((key, value) -> {
      var next = step.apply(value);
      if (!next.equals(value)) {
        var earlier = changes.get(key);
        var original = earlier != null && earlier.is().equals(value) ? earlier.was() : value;
        changes.put(key, new Change<>(next, original));
      }
      return next;
    });
  }

  /** The transaction held. */
  public void confirm() {
    changes.clear();
  }

  /** It failed: undoes all of it, but for what somebody changed again meanwhile. */
  public void takeBack() {
    changes.forEach((key, change) -> held.replace(key, change.is(), change.was()));
    changes.clear();
  }
}
