package io.github.e2breconciler.e2b;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A tempo whose time stands still unless told otherwise; a sleep takes none of ours. */
final class ManualTempo {

  static final Deadlines PATIENT =
      new Deadlines(
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(70),
          Duration.ofSeconds(2));

  private final AtomicLong nanos = new AtomicLong(-7_000_000_000L); // no origin is promised
  private volatile Duration perLook = Duration.ZERO;
  private volatile Runnable onSleep = () -> {};
  private final List<Duration> sleeps = new CopyOnWriteArrayList<>();

  Tempo with(Deadlines deadlines) {
    return new Tempo(this::look, this::sleep, new SplittableRandom(1), deadlines);
  }

  void advance(Duration step) {
    nanos.addAndGet(step.toNanos());
  }

  /** From now on time passes between one look at it and the next. */
  void passing(Duration perLook) {
    this.perLook = perLook;
  }

  /** What else happens while somebody sleeps. */
  void onSleep(Runnable event) {
    onSleep = event;
  }

  private long look() {
    return nanos.getAndAdd(perLook.toNanos());
  }

  long nanos() {
    return nanos.get();
  }

  /** Every pause that was asked for. */
  List<Duration> sleeps() {
    return List.copyOf(sleeps);
  }

  Duration slept() {
    return sleeps.stream().reduce(Duration.ZERO, Duration::plus);
  }

  private void sleep(Duration pause) {
    sleeps.add(pause);
    advance(pause);
    onSleep.run();
  }
}
