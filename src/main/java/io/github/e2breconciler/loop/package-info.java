/**
 * The only owners of threads.
 *
 * <p>Background work is a step: it does what is due and returns the pause until the next useful
 * run. {@link io.github.e2breconciler.loop.Loop} only repeats it, so a test runs the same step on
 * virtual time. Where threads hold each other up for longer than a moment they do so by {@link
 * io.github.e2breconciler.loop.Turns}, for the same reason.
 */
@NullMarked
package io.github.e2breconciler.loop;

import org.jspecify.annotations.NullMarked;
