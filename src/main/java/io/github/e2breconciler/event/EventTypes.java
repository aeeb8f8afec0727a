package io.github.e2breconciler.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of the types that E2B emits, full and short. The set is open: others will come. */
public final class EventTypes {

  public static final String CREATED = "sandbox.lifecycle.created";
  public static final String KILLED = "sandbox.lifecycle.killed";
  public static final String PAUSED = "sandbox.lifecycle.paused";
  public static final String RESUMED = "sandbox.lifecycle.resumed";
  public static final String UPDATED = "sandbox.lifecycle.updated";
  public static final String CHECKPOINTED = "sandbox.lifecycle.checkpointed";

  /** Every type that we know, each once. */
  public static final List<String> ALL =
      List.of(CREATED, KILLED, PAUSED, RESUMED, UPDATED, CHECKPOINTED);

  private EventTypes() {}

  /** The short label of a full type name, {@code kill} for killed; an unknown type as it is. */
  public static String label(String type) {
    return switch (type) {
      case CREATED -> "create";
      case KILLED -> "kill";
      case PAUSED -> "pause";
      case RESUMED -> "resume";
      case UPDATED -> "update";
      case CHECKPOINTED -> "checkpoint";
      default -> type;
    };
  }

  /** The full type that a legacy label stands for, in either of its tenses, or null. */
  public static @Nullable String ofLabel(String label) {
    return switch (label) {
      case "create", "created" -> CREATED;
      case "kill", "killed" -> KILLED;
      case "pause", "paused" -> PAUSED;
      case "resume", "resumed" -> RESUMED;
      case "update", "updated" -> UPDATED;
      case "checkpoint", "checkpointed" -> CHECKPOINTED;
      default -> null;
    };
  }
}
