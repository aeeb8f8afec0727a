package io.github.e2breconciler.reconcile;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The passes that were asked for, the one that runs, and the last that ran. Requests of one kind
 * are one pass. Safe for many threads; nothing is called while its lock is held but the maker of
 * ids.
 */
final class PassBook {

  static final int RECENT = 50;

  private final Supplier<String> ids;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<Kind, Pass> queued = new LinkedHashMap<>();

  @GuardedBy("lock")
  private final Map<String, Pass> recent = new LinkedHashMap<>();

  /** The last plans and what executes them: a person thinks them over while passes come and go. */
  @GuardedBy("lock")
  private final Map<String, Pass> plans = new LinkedHashMap<>();

  @GuardedBy("lock")
  private @Nullable Pass running;

  PassBook(Supplier<String> ids) {
    this.ids = ids;
  }

  /** The pass that serves a request: the running one of its kind, else one queued for it. */
  Pass join(String trigger, Kind kind) {
    synchronized (lock) {
      if (running != null && running.kind().equals(kind)) {
        return running;
      }
      var known = queued.get(kind);
      if (known != null) {
        return known;
      }
      var made = new Pass(ids.get(), trigger, kind);
      queued.put(kind, made);
      keep(recent, made);
      if (kind.plan() || kind.approved() != null) {
        keep(plans, made);
      }
      return made;
    }
  }

  private static void keep(Map<String, Pass> passes, Pass made) {
    passes.put(made.id(), made);
    if (passes.size() > RECENT) {
      passes.remove(passes.keySet().iterator().next());
    }
  }

  /** The pass that executes an approved plan, or null if there was one already. */
  @Nullable Pass joinOnce(String trigger, Kind kind) {
    synchronized (lock) {
      var taken =
          plans.values().stream()
              .anyMatch(pass ->
                  kind.approved() != null && kind.approved().equals(pass.kind().approved()));
      return taken ? null : join(trigger, kind);
    }
  }

  /** Makes the longest waiting request the running pass; null if none waits. */
  @Nullable Pass takeNext() {
    synchronized (lock) {
      var each = queued.values().iterator();
      if (!each.hasNext()) {
        return null;
      }
      running = each.next();
      each.remove();
      return running;
    }
  }

  @Nullable Pass running() {
    synchronized (lock) {
      return running;
    }
  }

  void finished() {
    synchronized (lock) {
      running = null;
    }
  }

  boolean waiting() {
    synchronized (lock) {
      return !queued.isEmpty();
    }
  }

  @Nullable Pass find(String id) {
    synchronized (lock) {
      @Nullable Pass known = recent.get(id);
      return known == null ? plans.get(id) : known;
    }
  }

  /** Newest first. */
  List<Pass> recent() {
    synchronized (lock) {
      return List.copyOf(recent.values()).reversed();
    }
  }
}
