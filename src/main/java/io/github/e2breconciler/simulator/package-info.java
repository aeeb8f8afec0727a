/**
 * An E2B to run against: one deterministic {@link io.github.e2breconciler.simulator.World} with two
 * faces, an {@link io.github.e2breconciler.simulator.SimulatorServer HTTP server} for people and
 * real clients and the {@link io.github.e2breconciler.simulator.SimulatedE2bApi port in memory} for
 * simulations on virtual time.
 *
 * <p>The world keeps two layers apart, as E2B does: the records that its API answers from, and the
 * machines that really run on nodes. Crashed machines with a live record, killed records with a
 * live machine and sandboxes past their end follow from that split.
 *
 * <p>Nothing here owns time or randomness: the clock and the generator are handed in, work that
 * falls due is done in order of its time when the world is next touched, and equal seeds and calls
 * give equal histories to the byte. One lock guards the world; it is never held across I/O. Threads
 * exist only in the server: its loop, and a virtual thread per delivery.
 *
 * <p>It never calls anything but the webhook URLs registered with it, and it may not depend on the
 * code that it is there to test.
 */
@NullMarked
package io.github.e2breconciler.simulator;

import org.jspecify.annotations.NullMarked;
