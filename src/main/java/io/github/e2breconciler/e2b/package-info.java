/**
 * E2B's API behind one port: {@link io.github.e2breconciler.e2b.E2bApi}.
 *
 * <p>The port speaks our vocabulary and fails in {@link io.github.e2breconciler.e2b.E2bException
 * kinds}: an error is never an empty answer. The real adapter owns the rate limit, the circuit
 * breaker, the retries of reads and every deadline; nobody above retries. Credentials in E2B's
 * answers are dropped while parsing. Only {@code reap} may call {@code pause} and {@code kill}.
 */
@NullMarked
package io.github.e2breconciler.e2b;

import org.jspecify.annotations.NullMarked;
