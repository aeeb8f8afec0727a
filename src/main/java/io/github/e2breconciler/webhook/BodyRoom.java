package io.github.e2breconciler.webhook;

import java.util.concurrent.Semaphore;

/**
 * The memory for bodies that are not yet known to be authentic. An event takes a kilobyte or two;
 * larger bodies share {@value #ROOM_KIB} KiB, and sources that keep failing only the first half of
 * it. Who finds no room is told to come again. Safe for many threads.
 */
final class BodyRoom {

  /** Bodies up to here always find room: the limit of connections bounds them. */
  static final long SMALL = 16 << 10; // 16 KiB

  private static final int ROOM_KIB = 32 << 10; // 32 MiB
  private static final int KIB = 1 << 10;

  private final Semaphore freeKib = new Semaphore(ROOM_KIB);

  /** Whether there was room; if so it must be given back. */
  boolean take(long bytes, boolean failing) {
    if (bytes <= SMALL) {
      return true;
    }
    if (failing && freeKib.availablePermits() < ROOM_KIB / 2) {
      return false;
    }
    return freeKib.tryAcquire(kib(bytes));
  }

  void give(long bytes) {
    if (bytes > SMALL) {
      freeKib.release(kib(bytes));
    }
  }

  private static int kib(long bytes) {
    return (int) Math.ceilDiv(bytes, KIB);
  }
}
