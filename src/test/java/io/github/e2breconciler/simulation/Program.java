package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.Settings;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.testing.VirtualTime;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The daemon from one start to its end, over a store that it opens itself. */
final class Program {

  private final List<VirtualTime.Task> loops = new ArrayList<>();
  private final Life life;
  private final Machine machine;
  private final Machine.Outside outside;
  private final MeterRegistry meters;
  private @Nullable Store store;
  private @Nullable Engine engine;

  Program(Life life, Machine machine, Machine.Outside outside) {
    this.life = life;
    this.machine = machine;
    this.outside = outside;
    this.meters = machine.meters();
  }

  /**
   * Takes up what the store remembers.
   *
   * @throws io.github.e2breconciler.store.StoreException if the store does not let it
   * @throws Crash if it dies meanwhile
   */
  void start(Settings settings) {
    var opened = machine.open(life, meters);
    store = opened;
    var fresh = new Engine(settings, outside.of(life, opened, meters));
    fresh.recover();
    engine = fresh;
  }

  /** Begins what it does by itself. */
  void run(Stage stage, RandomGenerator random) {
    var fresh = engine;
    if (fresh == null || life.over()) {
      return;
    }
    var time = stage.time();
    stage.ledger().restarted(time.instant());
    fresh.passes().runIn(lane -> time.once("lane", Duration.ZERO, lane));
    var watches = new ArrayList<VirtualTime.Task>();
    for (var step : fresh.steps()) {
      var in = Duration.ofNanos(random.nextLong(1_000_000));
      var work = step.name().equals("hearing") ? watched(step.work(), stage) : step.work();
      var task = time.add(step.name(), in, work);
      loops.add(task);
      if (step.name().startsWith("watch-")) {
        watches.add(task);
      } else if (step.name().equals("passes")) {
        fresh.passes().onRequest(task::nudge);
      }
    }
    fresh.suspicions().onRaised(_ -> watches.forEach(VirtualTime.Task::nudge));
  }

  /** The customers learn when the daemon notes that it hears. */
  private static Supplier<Duration> watched(Supplier<Duration> hearing, Stage stage) {
    return () -> {
      var begun = stage.time().instant();
      var pause = hearing.get();
      stage.ledger().ticked(begun, stage.time().instant());
      return pause;
    };
  }

  /** Null before it is up and once it is gone. */
  @Nullable Engine engine() {
    return life.over() ? null : engine;
  }

  MeterRegistry meters() {
    return meters;
  }

  /** It is gone, and so is whatever it was about to do. */
  void end() {
    loops.forEach(VirtualTime.Task::cancel);
    loops.clear();
    life.end();
  }

  /** What is left of it is put away; once nothing of it goes on. */
  void bury() {
    life.bury();
    if (store != null) {
      store.close();
      store = null;
    }
  }
}
