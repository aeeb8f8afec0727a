package io.github.e2breconciler.e2b;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.e2breconciler.e2b.E2bException.Kind;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * The door to E2B for one account: so many calls at once, and so many a second.
 *
 * <p>One place is kept free of reads, so that slow reads never hold up an action; with a single
 * place in all, an action waits for the read under way. Places come first and turns second, so that
 * a call leaves the moment its turn comes. Safe for many threads.
 */
final class Admission {

  private final Tempo tempo;
  private final Pace pace;
  private final Semaphore places;
  private final Semaphore readPlaces;

  Admission(E2bSettings settings, Tempo tempo) {
    this.tempo = tempo;
    pace = new Pace(settings.callsPerSecond(), tempo.deadlines().actionWait(), tempo.nanos());
    places = new Semaphore(settings.concurrency(), true);
    readPlaces = new Semaphore(Math.max(1, settings.concurrency() - 1), true);
  }

  /**
   * Waits until the call may leave. Who was let in must {@link #leave}.
   *
   * @param untilNanos of {@link Tempo#nanos()}
   * @throws E2bException of kind {@link Kind#THROTTLED} once that cannot be before {@code
   *     untilNanos}, or when this thread is interrupted, whose flag is then set
   */
  void enter(Operation operation, long untilNanos) {
    try {
      takePlace(operation, untilNanos);
      try {
        awaitTurn(operation, untilNanos);
      } catch (InterruptedException | RuntimeException e) {
        leave(operation);
        throw e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new E2bException(Kind.THROTTLED, operation.label() + " not sent: interrupted");
    }
  }

  void leave(Operation operation) {
    places.release();
    if (!operation.action()) {
      readPlaces.release();
    }
  }

  /** Lets nobody out for {@code pause}: E2B asked for it. */
  void hold(Duration pause) {
    pace.hold(pause);
  }

  private void takePlace(Operation operation, long untilNanos) throws InterruptedException {
    if (operation.action()) {
      take(places, operation, untilNanos);
      return;
    }
    take(readPlaces, operation, untilNanos);
    try {
      take(places, operation, untilNanos);
    } catch (InterruptedException | RuntimeException e) {
      readPlaces.release();
      throw e;
    }
  }

  private void take(Semaphore semaphore, Operation operation, long untilNanos)
      throws InterruptedException {
    if (!semaphore.tryAcquire(tempo.left(untilNanos).toNanos(), NANOSECONDS)) {
      throw throttled(operation, "every place was taken");
    }
  }

  private void awaitTurn(Operation operation, long untilNanos) throws InterruptedException {
    while (true) {
      var turn = pace.take(operation);
      if (turn.pause().compareTo(tempo.left(untilNanos)) > 0) {
        throw throttled(operation, "no turn within the deadline");
      }
      if (turn.pause().isPositive()) {
        tempo.sleeper().sleep(turn.pause());
      }
      if (turn.taken()) {
        return;
      }
    }
  }

  private static E2bException throttled(Operation operation, String why) {
    return new E2bException(Kind.THROTTLED, operation.label() + " not sent: " + why);
  }
}
