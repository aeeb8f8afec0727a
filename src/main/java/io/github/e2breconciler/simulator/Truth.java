package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is true of a fleet at one moment, known because the fleet did it; in an order that is the
 * same in every process.
 *
 * @param owned in use by a live owner
 * @param leaked alive, with nobody left who uses them, and since when
 * @param leaksEnded how many leaked ones are dead
 * @param foreign of another application on the same team
 * @param untouchable marked to be kept
 * @param wrongs what an API client did to sandboxes that were not leaked at that time
 */
public record Truth(
    Set<SandboxId> owned,
    Map<SandboxId, Instant> leaked,
    int leaksEnded,
    Set<SandboxId> foreign,
    Set<SandboxId> untouchable,
    List<Intervention> wrongs) {

  public Truth {
    owned = Collections.unmodifiableSet(new LinkedHashSet<>(owned));
    leaked = Collections.unmodifiableMap(new LinkedHashMap<>(leaked));
    foreign = Collections.unmodifiableSet(new LinkedHashSet<>(foreign));
    untouchable = Collections.unmodifiableSet(new LinkedHashSet<>(untouchable));
    wrongs = List.copyOf(wrongs);
  }

  /** How many were killed that nobody but their owner may end. */
  public int ownedEnded() {
    return count(Intervention.Kind.KILLED);
  }

  /** How many were paused that nobody but their owner may pause. */
  public int ownedPaused() {
    return count(Intervention.Kind.PAUSED);
  }

  public boolean everyLeakEnded() {
    return leaked.isEmpty();
  }

  private int count(Intervention.Kind kind) {
    return (int) wrongs.stream().filter(wrong -> wrong.kind() == kind).count();
  }
}
