package io.github.e2breconciler.simulator;

/** On whose behalf a sandbox was paused or killed. */
public enum Asker {
  /** The people who use the sandbox, by a direct call on the world. */
  CUSTOMER,
  /** Somebody with a key, through one of the two faces. */
  API
}
