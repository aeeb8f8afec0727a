package io.github.e2breconciler.inventory;

/** Why an event does not fit what we believe of its sandbox. */
public enum Suspect {
  /** Not a birth, and we did not know it. */
  UNKNOWN_SANDBOX,
  /** We hold it gone, and it shows life; also a birth after a death, which E2B never has. */
  TOMBSTONE,
  /** Of a type that we do not know. */
  UNKNOWN_TYPE
}
