/**
 * Keeps the mirror true and hands it to the reaper.
 *
 * <p>Each account has a {@link io.github.e2breconciler.reconcile.AccountWatch} with a loop of its
 * own, so that a slow or failing one disturbs no other. Its step does what is due: the event feed,
 * or the list itself where one page holds the fleet; single reads of suspects and of sandboxes
 * whose end has passed; walks when something does not fit. {@link
 * io.github.e2breconciler.reconcile.Passes} runs one pass at a time: walk, judge, act, verify,
 * report. A thousand requests for one make one.
 *
 * <p>Only a complete walk says what is absent, and a shrink says nothing but that something is
 * wrong. Intervals all follow from one setting: {@link
 * io.github.e2breconciler.reconcile.Intervals}.
 */
@NullMarked
package io.github.e2breconciler.reconcile;

import org.jspecify.annotations.NullMarked;
