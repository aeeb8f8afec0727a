/**
 * E2B's API behind one port: {@link io.github.e2breconciler.e2b.E2bApi}.
 *
 * <p>The port speaks our vocabulary and fails in {@link io.github.e2breconciler.e2b.E2bException
 * kinds}: an error is never an empty answer, and a gateway's 404 is never an absence. The real
 * adapter owns the rate limit, the circuit breaker, the retries of reads and every deadline; nobody
 * above retries. Credentials in E2B's answers are passed over while parsing. Only {@code reap} may
 * call {@code pause} and {@code kill}.
 *
 * <p>Within the adapter a call passes, from the outside in, {@code Calls} (retry of reads), {@code
 * Circuit}, {@code Admission} (places and {@code Pace}, actions first), {@code Exchange} (one
 * request, at most once) and the reading of its {@code Answer}. It has no thread of its own: calls
 * block their caller, and an interrupt ends them. {@code Tempo} holds elapsed time, waiting and
 * chance, so that tests wait for nothing.
 *
 * <p>{@link io.github.e2breconciler.e2b.ListWalk} and {@link io.github.e2breconciler.e2b.EventFeed}
 * turn pages into a whole, and say when it is none.
 */
@NullMarked
package io.github.e2breconciler.e2b;

import org.jspecify.annotations.NullMarked;
