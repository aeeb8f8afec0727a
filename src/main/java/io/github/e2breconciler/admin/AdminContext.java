package io.github.e2breconciler.admin;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.cost.CostModel;
import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.lease.LeaseBook;
import io.github.e2breconciler.policy.Policies;
import io.github.e2breconciler.reap.CaseBook;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.reap.Reaper;
import io.github.e2breconciler.reconcile.AccountWatch;
import io.github.e2breconciler.reconcile.Passes;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.Store;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the admin routes stand on, wired once. */
public record AdminContext(Entry entry, Work work, Memory memory, Rules rules, Vitals vitals) {

  /**
   * Who may come in.
   *
   * @param heartbeatToken may renew and end leases and nothing else; null for none
   */
  public record Entry(AdminSettings settings, @Nullable Secret heartbeatToken) {}

  /**
   * What does the work.
   *
   * @param watches of every configured account
   */
  public record Work(
      Passes passes,
      Map<AccountId, AccountWatch> watches,
      Reaper reaper,
      CaseBook cases,
      Freezes freezes) {
    public Work {
      watches = Map.copyOf(watches);
    }
  }

  /** What is known. */
  public record Memory(Store store, Inventory inventory, DriftLog drifts, LeaseBook leases) {}

  /**
   * What is judged and counted by.
   *
   * @param ownerKey the metadata key that names an owner
   */
  public record Rules(Policies policies, CostModel prices, String ownerKey) {}

  /**
   * How the daemon itself is.
   *
   * @param webhookListenerUp whether the other listener takes connections
   */
  public record Vitals(
      InstantSource clock, PrometheusMeterRegistry meters, BooleanSupplier webhookListenerUp) {}

  Accounts accounts() {
    return new Accounts(work.watches().keySet());
  }
}
