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
 * <p>A {@link io.github.e2breconciler.reconcile.Suspicion} shortens the intervals. Each is counted,
 * and brings forward what settles it:
 *
 * <pre>
 * cause            raised when                                              brings
 * unknown-sandbox  an event that is no birth names one we do not know       a read of it
 * tombstone        an event shows life in one we hold gone                  a read of it
 * unknown-type     an event is of a type that we do not know                a read of its sandbox
 * bad-signatures   five deliveries in a minute that no secret signed        feed, webhook check
 * gap              the feed has what no webhook brought in five seconds     webhook check
 * silent-webhook   the list changed, and no webhook came since the last     webhook check
 * restart          the first step on a store that has seen a walk           feed, walk
 * past-retention   down for longer than the feed keeps events               walk
 * broken-feed      the feed cannot be read back to what is known            walk
 * stale-walk       two walk intervals without a complete walk               walk
 * clock-jump       our clock was set back, or away from E2B's               feed, walk
 * shrink           too much is absent at once, unexplained                  freeze
 * mass-expiry      too many leases expired at once                          freeze
 * </pre>
 *
 * <p>Only a complete walk says what is absent, and a shrink says nothing but that something is
 * wrong. Intervals all follow from one setting: {@link
 * io.github.e2breconciler.reconcile.Intervals}.
 */
@NullMarked
package io.github.e2breconciler.reconcile;

import org.jspecify.annotations.NullMarked;
