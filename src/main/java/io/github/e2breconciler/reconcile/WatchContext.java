package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.lease.LeaseBook;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What watching every account stands on, wired once.
 *
 * @param standings of every account, as far as its watch was made
 * @param ticker elapsed nanoseconds, of any origin
 */
public record WatchContext(
    ReconcileSettings settings,
    Store store,
    Inventory inventory,
    DriftLog drifts,
    EventIntake intake,
    LeaseBook leases,
    Freezes freezes,
    Suspicions suspicions,
    Map<AccountId, Standing> standings,
    InstantSource clock,
    LongSupplier ticker,
    RandomGenerator random,
    Supplier<String> ids,
    MeterRegistry meters) {}
