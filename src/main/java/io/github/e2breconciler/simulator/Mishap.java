package io.github.e2breconciler.simulator;

import java.net.URI;
import java.time.Duration;

/** Something that befalls the world itself. */
sealed interface Mishap {

  /** Strikes single sandboxes. */
  sealed interface OfSandbox extends Mishap {}

  /** Begins, and is over when its time is. */
  sealed interface Lasting extends Mishap {}

  /** The machine dies and nothing is said: a ghost until its end. */
  record Crash() implements OfSandbox {}

  /** Paused and resumed at once: the same id, a new execution. */
  record Restart() implements OfSandbox {}

  /** Traffic comes for a paused one, and wakes it where it was made so. */
  record Traffic() implements OfSandbox {}

  /** A snapshot is taken for so long, and meanwhile no list shows it. */
  record Snapshot(Duration length) implements OfSandbox {}

  /** E2B forgets its end: it runs past it. */
  record EndForgotten() implements OfSandbox {}

  /** A node goes down: its machines and their records vanish and nothing is said. */
  record NodeLost() implements Mishap {}

  /** So many updates of running ones are announced at once. */
  record Burst(int count) implements Mishap {}

  /** Every webhook is disabled. */
  record WebhookDisabled() implements Lasting {}

  /** Every webhook is deleted, for good. */
  record WebhookDeleted() implements Mishap {}

  /** Every webhook is pointed elsewhere. */
  record WebhookElsewhere(URI url) implements Lasting {}

  /** A machine lives on for so long after its {@code killed} or {@code paused}. */
  record KilledEarly(Duration by) implements Lasting {}

  /** Pauses, kills or snapshots take so long, and the sandbox is in between meanwhile. */
  record Slow(Pace.Work work, Duration length) implements Lasting {}

  /** E2B's clock is ahead by this, or behind when negative; it never goes back, so it waits. */
  record ClockWrong(Duration by) implements Lasting {}
}
