package io.github.e2breconciler.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/**
 * The verdict on a load that lasted: whether anything grew that should not.
 *
 * <p>Heap may grow by what is kept of each event until its retention ends, the id by which a
 * repetition is known; and by nothing else, the noise of a tenth of it left aside.
 *
 * @param samples of before the load, and of moments evenly spread over it
 * @param settling how long it took afterwards for the backlog to be empty
 */
record Endurance(List<Vitals> samples, Duration settling) {

  /** The heap of the id of one event, as {@code SeenEvents} holds it. */
  private static final long BYTES_AN_EVENT = 120;

  private static final double NOISE = 0.1;

  /** Threads and files that come and go; connections of the load among them. */
  private static final long COMING_AND_GOING = 4;

  private static final Duration PROMPTLY = Duration.ofSeconds(30);

  Endurance {
    samples = List.copyOf(samples);
  }

  /** Prints what grew; true if nothing did. */
  boolean judge(PrintWriter out) {
    var start = samples.get(1); // with the connections of the load
    var end = samples.getLast();
    var kept = (end.stored() - start.stored()) * BYTES_AN_EVENT;
    var grown = end.heap() - start.heap() - kept;
    var heap = grown <= start.heap() * NOISE;
    out.printf(
        "heap grew by %d KiB, of which %d KiB for the ids of events: %s%n",
        (end.heap() - start.heap()) >> 10, kept >> 10, word(heap));
    var threads = end.threads() - start.threads();
    out.printf("threads grew by %d: %s%n", threads, word(threads <= COMING_AND_GOING));
    var files = end.files() - start.files();
    out.printf("open files grew by %d: %s%n", files, word(files <= COMING_AND_GOING));
    var prompt = settling.compareTo(PROMPTLY) <= 0;
    out.printf("backlog empty after %d ms: %s%n", settling.toMillis(), word(prompt));
    return heap && threads <= COMING_AND_GOING && files <= COMING_AND_GOING && prompt;
  }

  private static String word(boolean good) {
    return good ? "PASS" : "FAIL";
  }
}
