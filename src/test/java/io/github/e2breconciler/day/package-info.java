/**
 * A day of an ordinary fleet on virtual time, in a minute: the daemon's own steps against an E2B in
 * memory, and books on how long its mirror was wrong and what it asked.
 *
 * <p>{@link io.github.e2breconciler.day.Day} is the whole; the benches and the tests of a day drive
 * it. {@link io.github.e2breconciler.day.Life} makes the world change as the fleets of users do,
 * {@link io.github.e2breconciler.day.Wire} lets every call take the time that it takes at the
 * default limit of calls, and {@link io.github.e2breconciler.day.Books} compares belief with truth
 * whenever either may have changed. What must never happen to sandboxes is the business of the
 * simulation, not of this.
 *
 * <p>Threads take turns; a seed repeats itself.
 */
@NullMarked
package io.github.e2breconciler.day;

import org.jspecify.annotations.NullMarked;
