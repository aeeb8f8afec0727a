/**
 * The mirror: what we believe of every sandbox, and where E2B turned out to disagree.
 *
 * <p>A {@link io.github.e2breconciler.inventory.Belief} changes only through {@link
 * io.github.e2breconciler.inventory.Merge}, a pure function. It keeps, for each source, the newest
 * thing said, and never an order of arrival; the {@link
 * io.github.e2breconciler.inventory.BeliefView} is computed from that. So the same events and
 * single reads in any order, with repeats, end in the same belief.
 *
 * <p>Caffeine holds the beliefs, each as one short array that {@link
 * io.github.e2breconciler.inventory.BeliefBytes} packs and unpacks at every use: merge and view see
 * plain records, and a million sandboxes fit in memory, at about 450 bytes each with five metadata
 * entries. As records they took more than a kilobyte, mostly in headers of objects; packing costs a
 * merge about a microsecond. Live beliefs never expire, tombstones do. Changes are atomic per
 * sandbox; nothing is called and no I/O is done inside one. {@link
 * io.github.e2breconciler.inventory.Mirror} writes beliefs to the store behind the hot path and
 * reads them back at start, when events newer than the last flush are merged again.
 *
 * <p>Nothing here acts. A belief is never proof enough for a kill: the gate reads again.
 */
@NullMarked
package io.github.e2breconciler.inventory;

import org.jspecify.annotations.NullMarked;
