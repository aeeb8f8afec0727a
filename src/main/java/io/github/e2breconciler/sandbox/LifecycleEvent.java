package io.github.e2breconciler.sandbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something E2B told us about one sandbox, already authenticated and decoded.
 *
 * <p>A hint, not the truth: E2B repeats, delays, reorders and loses events, and several ways to die
 * emit none at all. An event can make us look sooner, never kill.
 */
public sealed interface LifecycleEvent {

  EventHeader header();

  default SandboxId sandbox() {
    return header().sandbox();
  }

  default Instant at() {
    return header().at();
  }

  /** A new sandbox runs. Says neither its end nor its size. */
  record Created(EventHeader header) implements LifecycleEvent {}

  /** A paused sandbox runs again, or a fork's child runs for the first time. */
  record Resumed(EventHeader header) implements LifecycleEvent {}

  /**
   * The end time or the network was set, possibly to what it was.
   *
   * @param endAt the new planned end, to the second, or null where the update was of another kind
   */
  record Updated(EventHeader header, @Nullable Instant endAt) implements LifecycleEvent {}

  /** A snapshot was taken; the execution goes on. */
  record Checkpointed(EventHeader header) implements LifecycleEvent {}

  /** This execution ended and the sandbox sleeps. */
  record Paused(EventHeader header, @Nullable ExecutionRun run) implements LifecycleEvent {}

  /**
   * This execution is being stopped for good. Emitted before the machine is confirmed dead.
   *
   * @param reason an open set: request, timeout, orphaned, …; empty where the event gives none
   */
  record Killed(EventHeader header, @Nullable ExecutionRun run, String reason)
      implements LifecycleEvent {}

  /** A type that we do not know: kept, counted, and worth a read. */
  record Unrecognised(EventHeader header) implements LifecycleEvent {}
}
