package io.github.e2breconciler.inventory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.e2breconciler.sandbox.Size;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Packing} wrote, in the same order. Not thread-safe. */
final class Unpacking {

  private final byte[] bytes;
  private int position;
  private long lastSecond;

  Unpacking(byte[] bytes) {
    this.bytes = bytes;
  }

  long number() {
    var number = 0L;
    var shift = 0;
    byte next;
    do {
      next = bytes[position++];
      number |= (next & 0x7fL) << shift;
      shift += 7;
    } while (next < 0);
    return number;
  }

  int count() {
    return Math.toIntExact(number());
  }

  boolean flag() {
    return bytes[position++] != 0;
  }

  @Nullable Instant timeOrNull() {
    var first = number();
    if (first == Packing.NO_TIME) {
      return null;
    }
    if (first == Packing.LEAST_TIME) {
      return Instant.MIN;
    }
    if (first == Packing.GREATEST_TIME) {
      return Instant.MAX;
    }
    var unsigned = first - Packing.SOME_TIME;
    lastSecond += unsigned >>> 1 ^ -(unsigned & 1);
    return Instant.ofEpochSecond(lastSecond, number());
  }

  /** A time where one was written. */
  Instant time() {
    var time = timeOrNull();
    if (time == null) {
      throw new IllegalStateException("no time before byte " + position);
    }
    return time;
  }

  String text() {
    var head = number();
    var length = Math.toIntExact(head >>> 1);
    if ((head & 1) == 0) {
      position += length;
      return new String(bytes, position - length, length, ISO_8859_1);
    }
    var text = new char[length];
    for (var i = 0; i < length; i++) {
      text[i] = (char) (((bytes[position++] & 0xff) << 8) | (bytes[position++] & 0xff));
    }
    return new String(text);
  }

  Map<String, String> texts() {
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type cannot be made
    Map.Entry<String, String>[] entries = new Map.Entry[count()];
    for (var i = 0; i < entries.length; i++) {
      entries[i] = Map.entry(text(), text());
    }
    return Map.ofEntries(entries);
  }

  @Nullable Size size() {
    return flag() ? new Size(count(), count()) : null;
  }
}
