package io.github.e2breconciler.e2b;

import io.github.e2breconciler.sandbox.SandboxId;

/**
 * Which sandboxes a walk showed, as fingerprints of 64 bits: 16 bytes each, however large the fleet
 * is. Two ids that share one would make a walk look incomplete, never complete. Not thread-safe.
 */
public final class Roll {

  private static final long OFFSET = 0xcbf29ce484222325L; // FNV-1a
  private static final long PRIME = 0x100000001b3L;

  private long[] prints = new long[256];
  private int size;

  /** Adds one; false if it was there already. */
  boolean add(SandboxId sandbox) {
    if (2 * (size + 1) > prints.length) {
      grow();
    }
    var print = print(sandbox);
    var slot = slot(prints, print);
    if (prints[slot] == print) {
      return false;
    }
    prints[slot] = print;
    size++;
    return true;
  }

  public boolean contains(SandboxId sandbox) {
    var print = print(sandbox);
    return prints[slot(prints, print)] == print;
  }

  public int size() {
    return size;
  }

  private void grow() {
    var larger = new long[2 * prints.length];
    for (var print : prints) {
      if (print != 0) {
        larger[slot(larger, print)] = print;
      }
    }
    prints = larger;
  }

  /** Where a fingerprint stands, or else would; tables are never full. */
  private static int slot(long[] table, long print) {
    var mask = table.length - 1;
    var slot = (int) (print ^ (print >>> 32)) & mask;
    while (table[slot] != 0 && table[slot] != print) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Never 0, which stands for nothing. */
  private static long print(SandboxId sandbox) {
    var print = OFFSET;
    var id = sandbox.value();
    for (var i = 0; i < id.length(); i++) {
      print = (print ^ id.charAt(i)) * PRIME;
    }
    return print == 0 ? 1 : print;
  }
}
