/**
 * What every listener shares: connections that do not wait for ever, JSON in and out, tokens.
 *
 * <p>{@link io.github.e2breconciler.http.Listeners} is the one place that configures a server. What
 * fails is answered {@code {"error":"…"}} with a text of ours; the text of an exception goes to the
 * log at most. A client that keeps us waiting is hung up on by {@link
 * io.github.e2breconciler.http.PatientHttp1}, because Helidon 4.5 itself never closes one that
 * stops in the middle of a request; and a server whose accept loop ended is replaced by {@link
 * io.github.e2breconciler.http.Listener}, because Helidon never notices.
 *
 * <p>TLS is Helidon's, from PEM files that may change while we run; clients are never looked up by
 * name ({@link io.github.e2breconciler.http.NoReverseLookups}). Behind a proxy, {@link
 * io.github.e2breconciler.http.TrustedProxies} says where a request came from.
 *
 * <p>A request has its own virtual thread; everything here is safe for many of them.
 */
@NullMarked
package io.github.e2breconciler.http;

import org.jspecify.annotations.NullMarked;
