package io.github.e2breconciler;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.e2breconciler.e2b.E2bApi;
import io.github.e2breconciler.notify.Courier;
import io.github.e2breconciler.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Everything an engine takes from outside: time, chance, E2B and the store. In production these are
 * the machine's own; in a simulation all of them are virtual.
 *
 * @param clock wall time
 * @param ticker elapsed time, of any origin
 * @param random for jitter, ids and salts; in production a cryptographic one
 * @param api how to reach the E2B of an account; the engine does not close it
 * @param store open and migrated; the engine does not close it
 * @param courier the way to who wants to hear of ends; unused where nobody does
 */
public record Surroundings(
    InstantSource clock,
    Ticker ticker,
    RandomGenerator random,
    Function<AccountSettings, E2bApi> api,
    Store store,
    Courier courier,
    MeterRegistry meters) {}
