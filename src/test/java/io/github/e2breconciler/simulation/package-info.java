/**
 * The whole daemon on virtual time, against an E2B in memory, through every kind of trouble.
 *
 * <p>A run is one seed: a world, its customers, a human, webhooks that get lost, calls that fail or
 * take long, a store that breaks, and a daemon that crashes and comes back. All of it is the
 * production code but for the edges: time, chance, E2B, and who waits for whom. Every step of the
 * daemon and of everybody else has a thread while it lasts; {@link
 * io.github.e2breconciler.testing.VirtualTime} lets one of them run at a time, and a seed repeats
 * itself to the letter.
 *
 * <p>A thread of the daemon may lose its turn wherever it may in production and it matters: while
 * it waits for E2B, before and after a commit, and before a lock that is held through either
 * ({@link io.github.e2breconciler.simulation.Jitter} says how often and for how long). So a
 * heartbeat comes between a final read and its request, a person between a plan and its pass, and a
 * pass meets the account's own loop.
 *
 * <p>A crash ends one {@link io.github.e2breconciler.simulation.Life}, before a commit, after one
 * that nobody heard of, in a call, or while the last crash is being mended. Nothing survives it but
 * what was committed: the next life opens the store anew, perhaps by a configuration that somebody
 * edited meanwhile, or because another may have taken its lock.
 *
 * <p>Safety is judged at every pause and kill by {@link io.github.e2breconciler.simulation.Oracle},
 * from the customers' own books ({@link io.github.e2breconciler.simulation.LeaseLedger}) and from
 * what E2B answered, never from what the daemon believes; and all the time by every {@link
 * io.github.e2breconciler.simulation.Law}, of which each says what it lets pass. Runs that end calm
 * are judged on liveness too ({@link io.github.e2breconciler.simulation.Reckoning}, {@link
 * io.github.e2breconciler.simulation.Headway}). A batch of 200 seeds in which a fault, a race, a
 * verdict or a guard's refusal never happened fails: {@link
 * io.github.e2breconciler.simulation.Coverage} takes guards and verdicts from the daemon's own
 * counters. {@link io.github.e2breconciler.simulation.Simulate} runs as many seeds as one likes.
 *
 * <p>Seeds go side by side, one a core, and the processor is all that bounds them: 112 virtual
 * hours a minute on two busy cores ({@code --seeds 1..100}), 21 where a fleet of 200 is renewed by
 * its owners ({@code --speed 1..16}). Of the latter a quarter is SQLite and its driver, another the
 * passes and walks, a sixth the world itself, an eighth {@link
 * io.github.e2breconciler.simulation.NoResurrection}, which looks at every belief every 7 s, and
 * another the mirror; handing over turns, collecting garbage and metrics take a hundredth each.
 */
@NullMarked
package io.github.e2breconciler.simulation;

import org.jspecify.annotations.NullMarked;
