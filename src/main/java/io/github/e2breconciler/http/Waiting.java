package io.github.e2breconciler.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time that one client has kept us waiting in the present stage of its request.
 *
 * <p>Written by the connection's own thread, asked by the timer's.
 */
final class Waiting {

  /** What we wait for. */
  enum Stage {
    IDLE,
    HEAD,
    BODY
  }

  private final Patience patience;
  private final LongSupplier nanoClock;

  @GuardedBy("this")
  private Stage stage = Stage.HEAD; // a client that connects has no leave to be idle

  @GuardedBy("this")
  private boolean blocked;

  @GuardedBy("this")
  private long blockedSinceNanos;

  @GuardedBy("this")
  private long waitedNanos;

  Waiting(Patience patience, LongSupplier nanoClock) {
    this.patience = patience;
    this.nanoClock = nanoClock;
  }

  /** Starts a new count, unless the stage is the present one. */
  synchronized void enter(Stage next) {
    if (stage != next) {
      waitedNanos = 0;
    }
    stage = next;
  }

  synchronized boolean in(Stage asked) {
    return stage == asked;
  }

  synchronized void begin() {
    blockedSinceNanos = nanoClock.getAsLong();
    blocked = true;
  }

  /** Something came, or nothing will. The first bytes after idleness begin a head. */
  synchronized void end() {
    waitedNanos += nanoClock.getAsLong() - blockedSinceNanos;
    blocked = false;
    if (stage == Stage.IDLE) {
      enter(Stage.HEAD);
    }
  }

  synchronized boolean overdue() {
    return blocked
        && waitedNanos + nanoClock.getAsLong() - blockedSinceNanos > limit(stage).toNanos();
  }

  private Duration limit(Stage of) {
    return switch (of) {
      case IDLE -> patience.idle();
      case HEAD -> patience.head();
      case BODY -> patience.body();
    };
  }
}
