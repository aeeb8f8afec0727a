/**
 * The program and its wiring.
 *
 * <p>{@link io.github.e2breconciler.Engine} is the daemon without sockets and threads: it builds
 * every part with {@code new}, recovers from the store, and offers steps to repeat. {@link
 * io.github.e2breconciler.Daemon} gives it listeners, loops and the machine's own clock and chance;
 * a simulation gives it virtual ones.
 *
 * <p>Data flows one way. An event, by webhook or feed, is made durable in {@code store}, then
 * merged into {@code inventory}, as are list walks and single reads by {@code reconcile}. {@code
 * policy} judges what the inventory and {@code lease} know. What is condemned becomes a case in
 * {@code reap}, whose gate, behind every guard, is the only way to a pause or a kill, and whose
 * verifier sees what became of it. {@code webhook} and {@code admin} are the two listeners, {@code
 * e2b} the one port to E2B, {@code simulator} an E2B to run against, {@code cli} the commands.
 * Which package may use which, and which libraries, is a table in the architecture test.
 *
 * <p>Threads belong to {@code loop} alone: each step has one, each request has its own virtual one.
 * Locks that may be held together, in this order: an account's turn in the reaper, its watch's two
 * (the walk's first), the case book's, that of the freezes, the store's writer. Of these a person's
 * request waits for the last three alone, behind which nobody calls E2B.
 */
@NullMarked
package io.github.e2breconciler;

import org.jspecify.annotations.NullMarked;
