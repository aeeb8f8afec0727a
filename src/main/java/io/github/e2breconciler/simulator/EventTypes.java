package io.github.e2breconciler.simulator;

import java.util.List;

/** The full type names that E2B sends. */
public final class EventTypes {

  public static final String CREATED = "sandbox.lifecycle.created";
  public static final String RESUMED = "sandbox.lifecycle.resumed";
  public static final String UPDATED = "sandbox.lifecycle.updated";
  public static final String CHECKPOINTED = "sandbox.lifecycle.checkpointed";
  public static final String PAUSED = "sandbox.lifecycle.paused";
  public static final String KILLED = "sandbox.lifecycle.killed";

  /** Every type. */
  public static final List<String> ALL =
      List.of(CREATED, RESUMED, UPDATED, CHECKPOINTED, PAUSED, KILLED);

  private static final String PREFIX = "sandbox.lifecycle.";

  private EventTypes() {}

  /** The last word of a type. */
  static String label(String type) {
    return type.substring(PREFIX.length());
  }
}
