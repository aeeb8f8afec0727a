package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;

/**
 * Something that holds at every moment of every run. It is told what happens and, where the daemon
 * broke it, ends the run by a {@link Violation}.
 */
interface Law {

  /** A destructive request that is about to be sent, by what the daemon knows of it. */
  record Request(Action action, SandboxId sandbox, Case subject, Engine engine) {}

  default void requested(Request request) {}

  /** A request has its answer, or will have none. */
  default void settled(Request request) {}

  /** A webhook's event is on its way in. */
  default void delivered(LifecycleEvent event) {}

  /**
   * A webhook's event was answered 200.
   *
   * @param fresh whether the answer calls it a new one
   */
  default void acknowledged(LifecycleEvent event, boolean fresh) {}

  /** A heartbeat for it was taken. */
  default void promised(SandboxId sandbox) {}

  /** A process of the daemon begins, and opens its store. */
  default void starting() {}

  /** The daemon took up what it remembers, and does nothing yet. */
  default void started(Engine engine) {}

  /**
   * A call is sent to E2B.
   *
   * @param call the word of its kind
   */
  default void called(String call) {}

  /** The process is gone. */
  default void crashed() {}

  /** Some seconds have passed. */
  default void look(Engine engine) {}

  /** Likewise, for laws that look at every belief; more seldom where there are many. */
  default void survey(Engine engine) {}
}
