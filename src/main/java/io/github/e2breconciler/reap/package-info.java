/**
 * Ends what is condemned, and only that, step by step.
 *
 * <p>A condemned sandbox has a {@link io.github.e2breconciler.reap.Case}: marked, due after its
 * grace, paused, killed after quarantine, verified; or recovered as soon as the facts change. Every
 * step is in the store before the next is taken.
 *
 * <p>Every pause and kill goes through {@link io.github.e2breconciler.reap.Gate}, the only caller
 * of E2B's destructive methods: it reads the sandbox again, asks every {@link
 * io.github.e2breconciler.reap.Guard}, and stores the intent in the same transaction that checks
 * leases, caps and freezes for the last time. An intent stays open until {@link
 * io.github.e2breconciler.reap.Verifier} has seen what became of it; after a crash it is verified,
 * never repeated blindly.
 *
 * <p>Nothing here retries a request, extends a life, or reads by any call that could.
 */
@NullMarked
package io.github.e2breconciler.reap;

import org.jspecify.annotations.NullMarked;
