/**
 * Heartbeats: who says that an owner is alive, for one sandbox or for all of an owner's.
 *
 * <p>A renewal is in the store before it is answered, and is refused only while a request to end
 * that very sandbox is open; both are decided in the store's one writer, so neither can slip past
 * the other. Memory is changed inside that same transaction, and put back should its commit fail: a
 * lease that was promised to nobody would condemn its sandbox once it ran out.
 *
 * <p>Silence counts only while we could have heard: {@link io.github.e2breconciler.lease.Hearing}
 * gives every lease back the time in which the daemon was down, its store failed, or its clock
 * jumped; and every open case, whose grace and quarantine are there for people to object. What
 * nobody ever claimed is told with how long nobody could have ({@link
 * io.github.e2breconciler.lease.DeafTimes}). A lease that ended before an execution began says
 * nothing of that execution.
 */
@NullMarked
package io.github.e2breconciler.lease;

import org.jspecify.annotations.NullMarked;
