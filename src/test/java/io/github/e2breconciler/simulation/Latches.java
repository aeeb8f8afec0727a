package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.store.FreezeRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * S4, for what the daemon decided: a freeze that was seen to hold outlasts every restart, until a
 * human lifts it; and so does an open case, until it is closed.
 */
final class Latches implements Law {

  private final Set<String> latched = new HashSet<>();
  private final Map<String, Case> open = new HashMap<>();

  /** A human lifts them all, or tried to. */
  void lifted() {
    latched.clear();
  }

  @Override
  public void look(Engine engine) {
    engine.freezes().all().stream().map(FreezeRow::account).forEach(latched::add);
    open.clear();
    engine.cases().open().forEach(subject -> open.put(subject.id(), subject));
  }

  @Override
  public void started(Engine engine) {
    var remembered = new HashSet<>(latched);
    engine.freezes().all().stream().map(FreezeRow::account).forEach(remembered::remove);
    if (!remembered.isEmpty()) {
      throw new Violation(LawName.S4, null, "a freeze was lost at a restart, of " + remembered);
    }
    for (var subject : List.copyOf(open.values())) { // others go on meanwhile
      var stored = engine.cases().find(subject.id());
      if (engine.cases().open(subject.key()) == null && (stored == null || stored.open())) {
        throw new Violation(
            LawName.S4, subject.key().sandbox(), "an open case was lost at a restart: " + subject);
      }
    }
  }
}
