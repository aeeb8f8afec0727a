/**
 * The mirror: what we believe of every sandbox, and where E2B turned out to disagree.
 *
 * <p>A {@link io.github.e2breconciler.inventory.Belief} changes only through {@link
 * io.github.e2breconciler.inventory.Merge}, a pure function. It keeps, for each source, the newest
 * thing said, and never an order of arrival; the {@link
 * io.github.e2breconciler.inventory.BeliefView} is computed from that. So the same events and
 * single reads in any order, with repeats, end in the same belief.
 *
 * <p>Caffeine holds the beliefs: live ones never expire, tombstones do. Changes are atomic per
 * sandbox; nothing is called and no I/O is done inside one. {@link
 * io.github.e2breconciler.inventory.Mirror} writes beliefs to the store behind the hot path and
 * reads them back at start, when events newer than the last flush are merged again.
 *
 * <p>Nothing here acts. A belief is never proof enough for a kill: the gate reads again.
 */
@NullMarked
package io.github.e2breconciler.inventory;

import org.jspecify.annotations.NullMarked;
