package io.github.e2breconciler.simulation;

import io.github.e2breconciler.simulation.Failure.Trouble;
import io.github.e2breconciler.testing.FakeClock;
import java.time.Duration;
import java.util.function.BiPredicate;

/**
 * Looks for the least trouble by which a seed still breaks the law: runs it again, with everything
 * well from some moment on. What was drawn until then is the same.
 */
final class Bisection {

  private static final Duration EXACT = Duration.ofSeconds(20);

  private final BiPredicate<Failure, Duration> breaks;

  /**
   * One that runs nothing by itself.
   *
   * @param breaks whether so much trouble is enough
   */
  Bisection(BiPredicate<Failure, Duration> breaks) {
    this.breaks = breaks;
  }

  /** One that runs the seed; what is logged meanwhile is nobody else's. */
  static Bisection running(Complaints complaints) {
    return new Bisection((failure, trouble) -> breaks(complaints, failure, trouble));
  }

  /** The least trouble for a failure, all of its own where nothing less will do. */
  Failure least(Failure failure) {
    if (breaks.test(failure, Duration.ZERO)) {
      return failure.with(new Trouble(Duration.ZERO, Duration.ZERO));
    }
    var tooShort = Duration.ZERO;
    var enough = Duration.between(FakeClock.START, failure.at());
    while (enough.minus(tooShort).compareTo(EXACT) > 0) {
      var middle = tooShort.plus(enough).dividedBy(2);
      if (breaks.test(failure, middle)) {
        enough = middle;
      } else {
        tooShort = middle;
      }
    }
    return failure.with(new Trouble(tooShort, enough));
  }

  private static boolean breaks(Complaints complaints, Failure failure, Duration trouble) {
    complaints.begin();
    try (var run = new SimulatedRun(failure.seed(), trouble)) {
      run.run();
      return failure.law() == LawName.FAULT && !complaints.take().isEmpty();
    } catch (Violation e) {
      return e.law() == failure.law();
    } finally {
      complaints.take();
    }
  }
}
