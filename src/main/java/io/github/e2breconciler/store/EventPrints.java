package io.github.e2breconciler.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Of which sandbox each event of a run is, as numbers of 64 bits that are compared one after the
 * other: a thousand of them take less than the index entries of a dozen events, and cost nothing to
 * write.
 *
 * <p>A run has {@link #LENGTH} places, the first of which is divisible by that. Not thread-safe.
 */
final class EventPrints {

  static final int LENGTH = 1_000;

  private static final long BASIS = 0xcbf29ce484222325L; // FNV-1a
  private static final long PRIME = 0x100000001b3L;
  private static final long NONE = 0;

  private long[] current = new long[LENGTH];

  /**
   * The numbers of a whole run.
   *
   * @param firstSeq the place of its first event
   * @param prints in Base64; 0 where no event is
   */
  record Run(long firstSeq, String prints) {

    /** The places, newest first, that may hold an event with this number. */
    List<Long> places(long print) {
      var numbers = ByteBuffer.wrap(Base64.getDecoder().decode(prints)).asLongBuffer();
      var places = new ArrayList<Long>();
      for (var i = numbers.limit() - 1; i >= 0; i--) {
        if (numbers.get(i) == print) {
          places.add(firstSeq + i);
        }
      }
      return places;
    }
  }

  /** The number of the events of a sandbox: stored, so it stays what it is. */
  static long of(String account, String sandbox) {
    var hash = mix(mix(BASIS, account) * PRIME, sandbox); // the factor parts the one from the other
    return hash == NONE ? 1 : hash;
  }

  private static long mix(long hash, String text) {
    var mixed = hash;
    for (var i = 0; i < text.length(); i++) {
      mixed = (mixed ^ text.charAt(i)) * PRIME;
    }
    return mixed;
  }

  /** The runs that these events, the next ones, make whole; adds nothing. */
  List<Run> completedBy(List<StoredEvent> events) {
    if (events.stream().noneMatch(event -> event.seq() % LENGTH == LENGTH - 1)) {
      return List.of();
    }
    var copy = new EventPrints();
    copy.current = current.clone();
    return copy.add(events);
  }

  /** Adds the next events; returns the runs that are whole with them. */
  List<Run> add(List<StoredEvent> events) {
    var whole = new ArrayList<Run>();
    for (var event : events) {
      whole.addAll(add(event.seq(), event.row().account(), event.row().sandbox()));
    }
    return whole;
  }

  /** Adds the next event. */
  List<Run> add(long seq, String account, String sandbox) {
    var place = (int) (seq % LENGTH);
    current[place] = of(account, sandbox);
    if (place < LENGTH - 1) {
      return List.of();
    }
    var run = new Run(seq - place, text());
    Arrays.fill(current, NONE);
    return List.of(run);
  }

  private String text() {
    var bytes = ByteBuffer.allocate(LENGTH * Long.BYTES);
    bytes.asLongBuffer().put(current);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
