package io.github.e2breconciler.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The time that one client has kept us waiting in each stage of its present request.
 *
 * <p>Written by the connection's own thread, asked by the timer's and by those of others.
 */
final class Waiting {

  /** What we wait for. */
  enum Stage {
    IDLE,
    HEAD,
    BODY,
    ANSWER
  }

  private final Patience patience;
  private final LongSupplier nanoClock;

  @GuardedBy("this")
  private final Map<Stage, Long> waitedNanos = new EnumMap<>(Stage.class);

  @GuardedBy("this")
  private Stage stage = Stage.HEAD; // a client that connects has no leave to be idle

  @GuardedBy("this")
  private boolean blocked;

  @GuardedBy("this")
  private long blockedSinceNanos;

  Waiting(Patience patience, LongSupplier nanoClock) {
    this.patience = patience;
    this.nanoClock = nanoClock;
  }

  /** Goes on to a stage; idleness and a head are of a new request, and all counts start anew. */
  synchronized void enter(Stage next) {
    if (stage != next && (next == Stage.IDLE || next == Stage.HEAD)) {
      waitedNanos.clear();
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

  /** Something came or went, or nothing will. The first bytes after idleness begin a head. */
  synchronized void end() {
    waitedNanos.merge(stage, nanoClock.getAsLong() - blockedSinceNanos, Long::sum);
    blocked = false;
    if (stage == Stage.IDLE) {
      enter(Stage.HEAD);
    }
  }

  /** Whether it is the client's turn. */
  synchronized boolean onClient() {
    return blocked;
  }

  /** How long this stage has waited for the client, if it is the client's turn; else zero. */
  synchronized long nanos() {
    return blocked
        ? waitedNanos.getOrDefault(stage, 0L) + nanoClock.getAsLong() - blockedSinceNanos
        : 0;
  }

  synchronized boolean overdue() {
    return nanos() > limit(stage).toNanos();
  }

  private Duration limit(Stage of) {
    return switch (of) {
      case IDLE -> patience.idle();
      case HEAD -> patience.head();
      case BODY -> patience.body();
      case ANSWER -> patience.answer();
    };
  }
}
