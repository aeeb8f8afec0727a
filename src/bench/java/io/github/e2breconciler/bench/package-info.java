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
 * <p>{@code start --rounds 3 --idle 10s} on a quiet machine: to its first 200, which is for a
 * signed event on disk, a daemon takes 6.6 s and 8.8 s of CPU where a bare Helidon takes 2.3 s and
 * 3.1 s, three times as much. When idle with 1,000 sandboxes it holds 170 MiB, the bare one 87 MiB;
 * deployments ask for 256 MiB.
 *
 * <p>Measured on 2026-11-28, two processors, by {@code calls}; its rows are of virtual time, and
 * the same on any machine:
 *
 * <pre>
 * row                                            bar          measured       arguments
 * webhook delivered, mirror right, p99           &lt; 1 s        0.02 to 0.57 s on a busy machine
 * webhook lost, feed healthy, p99                30 s         15.0 s         --rows lost, 10,000 for 30m
 * down for 1 h, 9,850 events missing             14.8 s       11.4 s         --rows down
 * no feed, webhook lost, p99                     45 s         32.7 s         --rows no_feed --for 4h
 * all webhooks off for 24 h, 1,100: told         60 s         28.4 s         --rows lost --for 24h
 * the same, never told: a walk and the next      705 s        636 s          the same
 * calls ÷ list polling, 20 at 15 s               1.1          1.092          --rows healthy --for 24h
 * 1,100 at 15 s                                  0.15         0.138          --for 2h
 * 10,000 at 15 s                                 0.05         0.042          --large-for 1h
 * 1,100 and 10,000 at 5m                         0.35         0.316, 0.316   --for 4h --large-for 1h
 * calls ÷ status reads, 20, 1,100, 10,000        0.10, 0.01   0.070, 0.0014, 0.0004
 * the same at 5m                                 0.10, 0.01   0.079, 0.0032, 0.0032
 * </pre>
 *
 * <p>{@code pass --rounds 3} is against a simulator in another process, without the limit of calls,
 * on a quiet machine: fetching 100,000 sandboxes took 2.8 s, and the rest of a pass 0.11 times that
 * in CPU (bar 0.15); 3.4 MB of heap beyond the 31 MB of the inventory; ten times the sandboxes cost
 * 3.5 times the CPU (bar 11).
 *
 * <p>{@code ingest --rounds 5} on 2026-11-29, on a machine whose speed itself came and went by a
 * half: durable ÷ verify + parse 0.36 on disk (bar 0.60) and 0.45 on a file system in memory, ÷
 * bare 0.30 and 0.37 (bar 0.50), all but the store 0.86; one event 100,000 times 1.97 times as fast
 * as unique ones. In CPU a durable event took about 115 µs of which 57 are the server's and the
 * parser's, and 16 the store's; the rest is merging, the mirror's rows, the log and the event's own
 * JSON. On disk a commit of 32 events waits 2 ms for {@code fsync} while both processors are busy,
 * 0.4 ms while they are idle. Bringing the log to disk beside the writer, so that the next commit
 * is made meanwhile, won nothing (0.28 with and without it, on a slower day of that machine): the
 * processors are the bound, 1.4 of 2 for the daemon and the rest for the load and the disk.
 *
 * <p>A rate that is offered is kept whatever the answers do: a request that could not be sent in
 * time counts from when it was due. Nothing here is part of the program, or of its tests.
 */
@NullMarked
package io.github.e2breconciler.bench;

import org.jspecify.annotations.NullMarked;
