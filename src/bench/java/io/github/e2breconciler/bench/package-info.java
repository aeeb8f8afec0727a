/**
 * What the program costs, measured by commands that print a table.
 *
 * <p>{@code mvn -q -Pbench test-compile exec:exec -Dargs="ingest"} runs one; without arguments it
 * lists them. Only ratios of one run say something about the program, absolute figures are the
 * machine's. So whatever is compared runs in alternating rounds against one server process, and the
 * load comes from another: one thread, ready-made requests, and almost no work of its own.
 *
 * <p>Each ends with a verdict against the bars that it prints. What the store and all that is
 * derived from an event cost together is the step from "all but the store" to "durable"; the
 * mirror's share of it is {@code apply} of {@code jmh} beside {@code signatureAndDecode}, which
 * every delivery costs anyway. {@code smoke} runs all of them for a moment, to see that they work.
 *
 * <p>{@code start --rounds 3 --idle 30s}, on two processors that others used too, of which CPU time
 * and memory say something: to its first 200, which is for a signed event on disk, a daemon takes
 * 9.1 s of CPU where a bare Helidon takes 3.0 s to its own, about three times as much. When idle
 * with 1,000 sandboxes it holds 171 MiB, the bare one 82 MiB; deployments ask for 256 MiB.
 *
 * <p>A rate that is offered is kept whatever the answers do: a request that could not be sent in
 * time counts from when it was due. Nothing here is part of the program, or of its tests.
 */
@NullMarked
package io.github.e2breconciler.bench;

import org.jspecify.annotations.NullMarked;
