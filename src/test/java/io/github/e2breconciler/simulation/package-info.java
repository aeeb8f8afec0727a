/**
 * The whole daemon on virtual time, against an E2B in memory, through every kind of trouble.
 *
 * <p>A run is one seed: a world, its customers, a human, webhooks that get lost, calls that fail or
 * take long, a store that breaks, and a daemon that crashes and comes back. All of it is the
 * production code but for the edges: time, chance, E2B and the thread. {@link
 * io.github.e2breconciler.simulation.VirtualScheduler} has the only thread, and a seed repeats
 * itself to the letter.
 *
 * <p>While the daemon waits for an answer of E2B, time passes and everybody else goes on: that is
 * how a heartbeat comes between a final read and its request. Steps of the daemon that call E2B
 * themselves do not overlap; elsewhere they take turns by a lock.
 *
 * <p>Safety is judged at every pause and kill by {@link io.github.e2breconciler.simulation.Oracle},
 * from the customers' own books ({@link io.github.e2breconciler.simulation.LeaseLedger}) and from
 * what E2B answered, never from what the daemon believes. Runs that end calm are judged on liveness
 * too.
 */
@NullMarked
package io.github.e2breconciler.simulation;

import org.jspecify.annotations.NullMarked;
