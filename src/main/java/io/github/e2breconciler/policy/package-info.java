/**
 * Judgement: given the facts about one sandbox, what should become of it and why.
 *
 * <p>Pure functions of {@link io.github.e2breconciler.policy.Facts}; no I/O, no clock, no memory.
 * Policies are asked in order and the first decisive one wins. A verdict is an opinion: whether
 * anything is done about it is decided by the guards in {@code reap}, which also hold {@link
 * io.github.e2breconciler.policy.Scope scope} and {@link io.github.e2breconciler.policy.Protection
 * protection} against it.
 *
 * <p>What is unknown spares: a condition that lacks a time, cannot read a value or cannot tell
 * whether there is a lease never condemns. A live lease protects from all but an age limit that may
 * pause or kill.
 */
@NullMarked
package io.github.e2breconciler.policy;

import org.jspecify.annotations.NullMarked;
