/**
 * Judgement: given the facts about one sandbox, what should become of it and why.
 *
 * <p>Pure functions of {@link io.github.e2breconciler.policy.Facts}; no I/O, no clock, no memory.
 * Policies are asked in order and the first decisive one wins. A verdict is an opinion: whether
 * anything is done about it is decided by the guards in {@code reap}.
 */
@NullMarked
package io.github.e2breconciler.policy;

import org.jspecify.annotations.NullMarked;
