package io.github.e2breconciler.inventory;

import io.github.e2breconciler.sandbox.Size;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are being written; {@link Unpacking} reads them. Small numbers, and times close to the
 * one before, take few of them. Not thread-safe.
 */
final class Packing {

  /** What a time's first number says; beyond these it tells the distance to the time before. */
  static final long NO_TIME = 0;

  static final long LEAST_TIME = 1;
  static final long GREATEST_TIME = 2;
  static final long SOME_TIME = 3;

  private static final int SEVEN_BITS = 0x7f;
  private static final int MORE = 0x80;
  private static final int TYPICAL_LENGTH = 320;

  private byte[] bytes = new byte[TYPICAL_LENGTH];
  private int length;
  private long lastSecond;

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  Packing number(long number) {
    var left = number;
    while ((left & ~SEVEN_BITS) != 0) {
      put(((int) left & SEVEN_BITS) | MORE);
      left >>>= 7;
    }
    put((int) left);
    return this;
  }

  Packing flag(boolean flag) {
    put(flag ? 1 : 0);
    return this;
  }

  Packing time(@Nullable Instant time) {
    if (time == null) {
      return number(NO_TIME);
    }
    if (time.equals(Instant.MIN)) {
      return number(LEAST_TIME);
    }
    if (time.equals(Instant.MAX)) {
      return number(GREATEST_TIME);
    }
    var distance = time.getEpochSecond() - lastSecond;
    lastSecond = time.getEpochSecond();
    var unsigned = distance << 1 ^ distance >> 63; // of either sign, the small ones stay small
    return number(SOME_TIME + unsigned).number(time.getNano());
  }

  /** Room for so many bytes, to be written later. */
  Packing room(int size) {
    for (var i = 0; i < size; i++) {
      put(0);
    }
    return this;
  }

  /** Every char as it is, even half of a pair: UTF-8 would lose that. */
  Packing text(String text) {
    var narrow = narrow(text);
    number((long) text.length() << 1 | (narrow ? 0 : 1));
    if (narrow) {
      return put(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    for (var i = 0; i < text.length(); i++) {
      put(text.charAt(i) >> 8);
      put(text.charAt(i));
    }
    return this;
  }

  /** Whether a byte a char is enough. */
  private static boolean narrow(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return false;
      }
    }
    return true;
  }

  Packing texts(Map<String, String> texts) {
    number(texts.size());
    texts.forEach((key, value) -> text(key).text(value));
    return this;
  }

  Packing size(@Nullable Size size) {
    return size == null ? flag(false) : flag(true).number(size.vcpus()).number(size.memoryMib());
  }

  private void put(int value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = (byte) value;
  }

  private Packing put(byte[] more) {
    if (bytes.length - length < more.length) {
      bytes = Arrays.copyOf(bytes, 2 * length + more.length);
    }
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }
}
