package io.github.e2breconciler.day;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.Settings;
import io.github.e2breconciler.Surroundings;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.testing.VirtualTime;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The machine that the daemon runs on, or does not. */
final class Host {

  private static final Duration LONGEST_STEP = Duration.ofSeconds(10);

  private final Settings settings;
  private final Surroundings around;
  private final VirtualTime time;
  private final Delays takingIn = new Delays();
  private final List<VirtualTime.Task> loops = new ArrayList<>();
  private @Nullable Engine engine;

  Host(Settings settings, Surroundings around, VirtualTime time) {
    this.settings = settings;
    this.around = around;
    this.time = time;
  }

  /**
   * Starts the daemon over what its store remembers.
   *
   * @param afterStep looks at what the daemon made of it
   */
  void start(Runnable afterStep) {
    var fresh = new Engine(settings, around);
    fresh.recover();
    var woken = new ArrayList<VirtualTime.Task>();
    for (var step : fresh.steps()) {
      var task =
          time.add(
              step.name(),
              Duration.ZERO,
              () -> {
                var pause = step.work().get();
                if (calls(step.name())) {
                  afterStep.run();
                }
                return pause;
              });
      loops.add(task);
      if (step.name().equals("passes")) {
        fresh.passes().onRequest(task::nudge);
      } else if (calls(step.name())) {
        woken.add(task);
      }
    }
    fresh.suspicions().onRaised(_ -> woken.forEach(VirtualTime.Task::nudge));
    engine = fresh;
  }

  private static boolean calls(String step) {
    return step.equals("passes") || step.startsWith("watch-") || step.startsWith("webhook-");
  }

  /** No step begins any more; one that waits for E2B is let end. */
  void stop() {
    loops.forEach(VirtualTime.Task::cancel);
    time.pass(LONGEST_STEP);
    loops.clear();
    engine = null;
  }

  /** Null while it is down. */
  @Nullable Engine engine() {
    return engine;
  }

  AccountId account() {
    return settings.accounts().getFirst().id();
  }

  /** How long it really took to decode, store and merge each webhook. */
  Delays takingIn() {
    return takingIn;
  }

  /** A webhook's body; the status of the answer. */
  int deliver(byte[] body, Consumer<SandboxId> merged) throws ConnectException {
    var daemon = engine;
    if (daemon == null) {
      throw new ConnectException("nobody listens");
    }
    var began = System.nanoTime();
    if (!(EventCodec.decode(body) instanceof EventCodec.Decoded.Event decoded)) {
      throw new IllegalStateException("an event of E2B's that cannot be decoded");
    }
    var _ = daemon.intake().take(account(), decoded.event(), Source.WEBHOOK, time.instant());
    takingIn.add(Duration.ofNanos(System.nanoTime() - began));
    merged.accept(decoded.event().sandbox());
    return 200;
  }
}
