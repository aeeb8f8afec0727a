package io.github.e2breconciler.bench;

import java.util.stream.Stream;

/** What a load sends: whole HTTP requests, one after the other. */
@FunctionalInterface
interface Requests {

  byte[] next();

  /** The next {@code count} of them made now, so that making them costs nothing later. */
  default Requests ready(int count) {
    var made = Stream.generate(this::next).limit(count).iterator();
    var all = new byte[count][];
    for (var i = 0; i < count; i++) {
      all[i] = made.next();
    }
    var sent = new int[1];
    return () -> all[sent[0]++];
  }
}
