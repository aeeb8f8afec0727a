package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who uses which sandbox until when, and who was wronged. One time says it all: until then a
 * sandbox is owned, from then on it is leaked.
 *
 * <p>Guarded by its fleet.
 */
final class FleetLedger {

  private final Map<SandboxId, Instant> usedUntil = new LinkedHashMap<>();
  private final Set<SandboxId> foreign = new LinkedHashSet<>();
  private final Set<SandboxId> untouchable = new LinkedHashSet<>();
  private final List<Intervention> wrongs = new ArrayList<>();
  private final Team team;
  private long seen;
  private int leaksEnded;

  FleetLedger(Team team) {
    this.team = team;
  }

  /** In use until its owner says otherwise. */
  void use(SandboxId sandbox) {
    usedUntil.put(sandbox, Instant.MAX);
  }

  void useUntil(SandboxId sandbox, Instant end) {
    usedUntil.put(sandbox, end);
  }

  void addForeign(SandboxId sandbox) {
    foreign.add(sandbox);
  }

  void addUntouchable(SandboxId sandbox) {
    untouchable.add(sandbox);
  }

  /** How many are in use or leaked, as far as it was settled. */
  int size() {
    return usedUntil.size();
  }

  /** Judges what was done since, then forgets what ended; a leak has when its machine is dead. */
  void settle(Instant now) {
    for (var intervention : team.interventionsAfter(seen)) {
      seen = intervention.sequence();
      if (intervention.by() == Asker.API && wronged(intervention)) {
        wrongs.add(intervention);
      }
    }
    usedUntil
        .entrySet()
        .removeIf(entry -> {
          var leaked = !entry.getValue().isAfter(now);
          var ended = leaked ? !team.alive(entry.getKey()) : !team.get(entry.getKey()).done();
          leaksEnded += leaked && ended ? 1 : 0;
          return ended;
        });
  }

  Truth truth(Instant now) {
    settle(now);
    var owned = new LinkedHashSet<SandboxId>();
    var leaked = new LinkedHashMap<SandboxId, Instant>();
    usedUntil.forEach((sandbox, until) -> {
      if (until.isAfter(now)) {
        owned.add(sandbox);
      } else {
        leaked.put(sandbox, until);
      }
    });
    return new Truth(owned, leaked, leaksEnded, foreign, untouchable, wrongs);
  }

  private boolean wronged(Intervention intervention) {
    var sandbox = intervention.sandbox();
    var until = usedUntil.get(sandbox);
    return foreign.contains(sandbox)
        || untouchable.contains(sandbox)
        || (until != null && until.isAfter(intervention.at()));
  }
}
