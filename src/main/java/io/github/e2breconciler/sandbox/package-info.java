/**
 * The vocabulary: what a sandbox is, what E2B tells us of it, and the ids that everything else
 * carries.
 *
 * <p>Plain immutable values without I/O, time or libraries. A sandbox is a sequence of executions:
 * a pause or a kill ends one execution, a resume starts the next. E2B speaks in two languages,
 * {@link io.github.e2breconciler.sandbox.LifecycleEvent events} and {@link
 * io.github.e2breconciler.sandbox.SandboxRow rows}; both become {@link
 * io.github.e2breconciler.sandbox.Observation observations} that carry when E2B says it happened.
 */
@NullMarked
package io.github.e2breconciler.sandbox;

import org.jspecify.annotations.NullMarked;
