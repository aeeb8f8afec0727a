package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether another account has the same sandboxes, by another key of one team. Whoever uses
 * one may name either account in heartbeats, and is not heard by the other: then neither acts.
 */
final class Twins {

  static final String TWIN = "twin";

  private static final Logger log = LoggerFactory.getLogger(Twins.class);

  private final Standing standing;
  private final Scope scope;
  private final Map<AccountId, Scope> others;
  private final Inventory inventory;

  /**
   * For one account.
   *
   * @param others at the same E2B, whose scopes may contain what its own does
   */
  Twins(Standing standing, Scope scope, Map<AccountId, Scope> others, Inventory inventory) {
    this.standing = standing;
    this.scope = scope;
    this.others = Map.copyOf(others);
    this.inventory = inventory;
  }

  /**
   * Looks at what is believed now, after a walk.
   *
   * @param complete what an incomplete one does not show says nothing
   */
  void look(boolean complete) {
    for (var other : others.keySet()) {
      var shared = inventory.living(standing.account()).filter(it -> shared(it, other)).findAny();
      if (shared.isPresent()) {
        doubt(other, shared.get());
        return;
      }
    }
    if (complete) {
      standing.trust(TWIN);
    }
  }

  private boolean shared(Sandbox sandbox, AccountId other) {
    var twin = inventory.find(new SandboxKey(other, sandbox.key().sandbox()));
    return twin != null
        && twin.state().exists()
        && scope.contains(sandbox.metadata())
        && others.getOrDefault(other, Scope.NOTHING).contains(twin.metadata());
  }

  private void doubt(AccountId other, Sandbox sandbox) {
    var reason =
        "account %s has sandbox %s too, by another key of the same team; let their scopes differ"
            .formatted(other, sandbox.key().sandbox());
    if (!standing.doubts().containsKey(TWIN)) {
      log.warn("nothing is done account={} reason=\"{}\"", standing.account(), reason);
    }
    standing.doubt(TWIN, reason);
  }
}
