/**
 * What the program costs, measured by commands that print a table.
 *
 * <p>{@code mvn -q -Pbench test-compile exec:exec -Dargs="ingest"} runs one; without arguments it
 * lists them. Only ratios of one run say something about the program, absolute figures are the
 * machine's. So whatever is compared runs in alternating rounds against one server process, and the
 * load comes from another: one thread, ready-made requests, and almost no work of its own.
 *
 * <p>A rate that is offered is kept whatever the answers do: a request that could not be sent in
 * time counts from when it was due. Nothing here is part of the program, or of its tests.
 */
@NullMarked
package io.github.e2breconciler.bench;

import org.jspecify.annotations.NullMarked;
