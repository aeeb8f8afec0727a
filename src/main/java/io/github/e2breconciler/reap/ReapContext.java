package io.github.e2breconciler.reap;

import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.lease.LeaseBook;
import io.github.e2breconciler.notify.Notices;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Policies;
import io.github.e2breconciler.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What reaping stands on, wired once.
 *
 * @param notices where to leave what people should hear
 * @param ticker elapsed nanoseconds, of any origin
 * @param ids makes ids for cases and intents, unique for ever
 */
public record ReapContext(
    ReapSettings settings,
    Policies policies,
    Store store,
    Inventory inventory,
    LeaseBook leases,
    CaseBook cases,
    Freezes freezes,
    Snoozes snoozes,
    Leadership leadership,
    Notices notices,
    InstantSource clock,
    LongSupplier ticker,
    Supplier<String> ids,
    MeterRegistry meters) {

  /** How far anything may go now: as configured, but only observe after the store was lost. */
  Action mode() {
    return store.lost() == null ? settings.mode() : Action.OBSERVE;
  }
}
