package io.github.e2breconciler.store;

/**
 * Places of events by their prints of 128 bits, in one array: what does not fit into its slot is in
 * one of the next, the last being followed by the first.
 *
 * <p>It grows by an eighth, so that it is never emptier than it must be; the slots follow the order
 * of the prints, so growing reads and writes one after the other. Safe for many threads.
 */
final class PrintTable {

  /** The place of what is not there; it marks a free slot as well. */
  static final long NONE = 0;

  private static final int LONGS = 3; // of a slot: the halves of a print, and the place
  private static final int PLACE = 2;
  private static final int LEAST = 8;

  private long[] slots = new long[LEAST * LONGS];
  private int capacity = LEAST;
  private int size;

  /** The place, or {@link #NONE}. */
  synchronized long find(long high, long low) {
    return slots[slotOf(high, low) + PLACE];
  }

  /** Adds a print, or gives it another place. */
  synchronized void put(long high, long low, long place) {
    if (place == NONE) {
      throw new IllegalArgumentException("no event is at place " + place);
    }
    var slot = slotOf(high, low);
    if (slots[slot + PLACE] == NONE) {
      size++;
    }
    fill(slot, high, low, place);
    if (size > full(capacity)) {
      resize(capacity + Math.max(LEAST, capacity / 8));
    }
  }

  /** Forgets a print, if there. */
  synchronized void remove(long high, long low) {
    var slot = slotOf(high, low);
    if (slots[slot + PLACE] == NONE) {
      return;
    }
    close(slot);
    size--;
    if (capacity > LEAST && size < full(capacity) / 2) {
      resize(Math.max(LEAST, capacity / 8 * 5));
    }
  }

  /** How much memory it takes. */
  synchronized long bytes() {
    return (long) slots.length * Long.BYTES;
  }

  /** How many slots may be taken: with more, those that are looked through get many. */
  private static int full(int capacity) {
    return (int) (capacity * 0.85);
  }

  /** Where the print is, or the free slot where it would be. */
  private int slotOf(long high, long low) {
    var slot = home(high);
    while (slots[slot + PLACE] != NONE && (slots[slot] != high || slots[slot + 1] != low)) {
      slot = after(slot);
    }
    return slot;
  }

  private int home(long high) {
    return (int) Math.unsignedMultiplyHigh(high, capacity) * LONGS;
  }

  private int after(int slot) {
    var next = slot + LONGS;
    return next == slots.length ? 0 : next;
  }

  private void fill(int slot, long high, long low, long place) {
    slots[slot] = high;
    slots[slot + 1] = low;
    slots[slot + PLACE] = place;
  }

  /** Frees a slot, and moves up what would not be found behind it any more. */
  private void close(int slot) {
    var free = slot;
    for (var next = after(free); slots[next + PLACE] != NONE; next = after(next)) {
      if (distance(home(slots[next]), next) >= distance(free, next)) {
        System.arraycopy(slots, next, slots, free, LONGS);
        free = next;
      }
    }
    slots[free + PLACE] = NONE;
  }

  private int distance(int from, int to) {
    return to >= from ? to - from : to - from + slots.length;
  }

  private void resize(int wanted) {
    var old = slots;
    slots = new long[wanted * LONGS];
    capacity = wanted;
    for (var slot = 0; slot < old.length; slot += LONGS) {
      if (old[slot + PLACE] != NONE) {
        fill(slotOf(old[slot], old[slot + 1]), old[slot], old[slot + 1], old[slot + PLACE]);
      }
    }
  }
}
