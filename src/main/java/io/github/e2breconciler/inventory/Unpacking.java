package io.github.e2breconciler.inventory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.e2breconciler.sandbox.Size;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Packing} wrote, in the same order, or compares it. Not thread-safe. */
final class Unpacking {

  private final byte[] bytes;
  private int position;
  private long lastSecond;

  /** From a position on. */
  Unpacking(byte[] bytes, int position) {
    this.bytes = bytes;
    this.position = position;
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
    move(first);
    return Instant.ofEpochSecond(lastSecond, number());
  }

  private void move(long first) {
    var unsigned = first - Packing.SOME_TIME;
    lastSecond += unsigned >>> 1 ^ -(unsigned & 1);
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

  /** Whether the next is this number. Where one is not, nothing more can be read. */
  boolean is(long number) {
    return number() == number;
  }

  boolean is(Instant time) {
    var first = number();
    if (first < Packing.SOME_TIME) {
      return false; // the ends of all time are left to who reads them
    }
    move(first);
    return lastSecond == time.getEpochSecond() && number() == time.getNano();
  }

  boolean is(String text) {
    var head = number();
    var length = text.length();
    var wide = (head & 1) != 0;
    if (head >>> 1 != length) {
      return false;
    }
    for (var i = 0; i < length; i++) {
      var next = wide ? (bytes[position++] & 0xff) << Byte.SIZE : 0;
      if ((next | (bytes[position++] & 0xff)) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is written in this very order. */
  boolean is(Map<String, String> texts) {
    if (!is(texts.size())) {
      return false;
    }
    for (var text : texts.entrySet()) {
      if (!is(text.getKey()) || !is(text.getValue())) {
        return false;
      }
    }
    return true;
  }

  boolean is(@Nullable Size size) {
    return flag() == (size != null) && (size == null || (is(size.vcpus()) && is(size.memoryMib())));
  }
}
