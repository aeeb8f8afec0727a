package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.reconcile.AccountWatch.Account;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether another account has the same sandboxes, by another key of one team. Whoever uses
 * one may name either account in heartbeats, and is not heard by the other: then neither acts. What
 * an account has is known as of its last walk, and of one that cannot be walked it is not known;
 * unless events have named two teams.
 */
final class Twins {

  static final String TWIN = "twin";
  static final String UNSEEN = "twin-unseen";

  private static final Logger log = LoggerFactory.getLogger(Twins.class);

  private final Standing standing;
  private final Scope scope;
  private final Map<AccountId, Scope> others;
  private final Inventory inventory;
  private final WatchContext context;
  private final Duration lately;

  /** For one account. */
  Twins(Account account, Standing standing, WatchContext context) {
    this.standing = standing;
    this.scope = account.scope();
    this.others = Map.copyOf(account.others());
    this.inventory = context.inventory();
    this.context = context;
    this.lately = new Intervals(context.settings().detection()).stale();
  }

  /**
   * Looks at what is believed now.
   *
   * @param complete after a whole walk; what any other does not show says nothing
   */
  void look(boolean complete) {
    lookForUnseen(); // first: what one has whose walk ends in this moment is looked at below
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

  private void lookForUnseen() {
    for (var other : others.keySet()) {
      if (!walkedLately(other) && !areTwoTeams(other)) {
        standing.doubt(
            UNSEEN,
            "account %s, not walked lately, may have the same by another key of the same team"
                .formatted(other));
        return;
      }
    }
    standing.trust(UNSEEN);
  }

  private boolean walkedLately(AccountId other) {
    var its = context.standings().get(other);
    return its != null && its.walkedWithin(lately);
  }

  private boolean areTwoTeams(AccountId other) {
    return context
        .store()
        .read(tx -> {
          var ours = tx.pins().find(standing.account().name());
          var theirs = tx.pins().find(other.name());
          return ours != null
              && theirs != null
              && !ours.team().isEmpty()
              && !theirs.team().isEmpty()
              && !ours.team().equals(theirs.team());
        });
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
