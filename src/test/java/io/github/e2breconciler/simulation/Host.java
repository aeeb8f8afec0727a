package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.Settings;
import io.github.e2breconciler.Surroundings;
import io.github.e2breconciler.lease.LeaseBook.Renewal;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.webhook.Envelope;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The machine that the daemon runs on: starts it, loses it, starts it again over the same store,
 * and takes what comes for it from outside.
 */
final class Host {

  /** Steps that call E2B, and so are not done while another one waits for it. */
  private static final Set<String> CALLING = Set.of("passes");

  private final Settings settings;
  private final Surroundings around;
  private final Disk disk;
  private final Stage stage;
  private final RandomGenerator random;
  private final List<VirtualScheduler.Task> loops = new ArrayList<>();
  private @Nullable Engine engine;
  private @Nullable Instant deafSince;
  private int generation;

  Host(Settings settings, Surroundings around, Disk disk, Stage stage, RandomGenerator random) {
    this.settings = settings;
    this.around = around;
    this.disk = disk;
    this.stage = stage;
    this.random = random;
  }

  /** Starts the daemon; a supervisor does so again where the store does not let it. */
  void start() {
    if (engine != null) {
      return;
    }
    try {
      disk.restarted();
      var fresh = new Engine(settings, around);
      fresh.recover();
      generation++;
      engine = fresh;
      listen();
      run(fresh);
      stage.journal().note(null, "daemon", "started");
    } catch (StoreException _) {
      startIn(VirtualScheduler.AFTER_FAILURE);
    }
  }

  void startIn(Duration pause) {
    once("supervisor", pause, this::start);
  }

  /** Whatever kept it down is over. */
  void upAgain() {
    fail(0);
    start();
  }

  private void run(Engine fresh) {
    VirtualScheduler.Task passes = null;
    var watches = new ArrayList<VirtualScheduler.Task>();
    for (var step : fresh.steps()) {
      var in = Duration.ofNanos(random.nextLong(1_000_000));
      var watch = step.name().startsWith("watch-");
      var task =
          watch || step.name().startsWith("webhook-") || CALLING.contains(step.name())
              ? stage.time().add(step.name(), in, step.work())
              : stage.time().addMeanwhile(step.name(), in, step.work());
      loops.add(task);
      if (watch) {
        watches.add(task);
      } else if (CALLING.contains(step.name())) {
        passes = task;
      }
    }
    if (passes != null) {
      fresh.passes().onRequest(passes::nudge);
    }
    fresh.suspicions().onRaised(_ -> watches.forEach(VirtualScheduler.Task::nudge));
  }

  /** A step ended in a crash: the process is gone, unless that was an earlier one's end. */
  void crashed(Crash crash) {
    if (crash.generation() == Crash.PRESENT || crash.generation() == generation) {
      crash(shortly());
    }
  }

  /** The process is gone, whatever it was doing; back after a while. */
  void crash(Duration downFor) {
    if (engine == null) {
      return;
    }
    engine = null;
    generation++;
    loops.forEach(VirtualScheduler.Task::cancel);
    loops.clear();
    disk.restarted();
    deaf();
    stage.tally().count("crashes");
    stage.journal().note(null, "daemon", "crashed, down for " + downFor);
    startIn(downFor);
  }

  /** Which of its lives the daemon lives. */
  int generation() {
    return generation;
  }

  @Nullable Engine engine() {
    return engine;
  }

  /** Commits fail with this probability until told otherwise. */
  void fail(double probability) {
    disk.fail(probability);
    stage.journal().note(null, "store", "commits fail with probability " + probability);
    if (disk.broken()) {
      deaf();
    } else {
      listen();
    }
  }

  /**
   * A heartbeat.
   *
   * @return null where nobody took it
   */
  @Nullable Renewal renew(LeaseKey key, Duration ttl) {
    var daemon = engine;
    if (daemon == null) {
      return null;
    }
    try {
      var renewal = daemon.leases().renew(List.of(key), ttl, "customer").getFirst();
      if (renewal instanceof Renewal.Renewed) {
        stage.ledger().renewed(key, stage.time().instant(), ttl);
      }
      return renewal;
    } catch (StoreException _) {
      return null;
    } catch (Crash _) {
      crash(shortly());
      return null;
    }
  }

  /** An owner says that it is done; false where nobody heard. */
  boolean end(LeaseKey key) {
    var daemon = engine;
    if (daemon == null) {
      return false;
    }
    try {
      daemon.leases().end(key);
      stage.ledger().ended(key, stage.time().instant());
      return true;
    } catch (StoreException _) {
      return false;
    } catch (Crash _) {
      crash(shortly());
      return false;
    }
  }

  /** A webhook's bytes; the status of the answer, or 0 where nobody listens. */
  int deliver(Map<String, String> headers, byte[] body) {
    var daemon = engine;
    if (daemon == null) {
      return 0;
    }
    var envelope = Envelope.of(null, InetAddress.getLoopbackAddress(), headers, body.length);
    try {
      return daemon.reception().receive(envelope, () -> body).status();
    } catch (Crash _) {
      crash(shortly());
      return 0;
    }
  }

  /** How long a crash keeps it down: seconds mostly, sometimes hours. */
  Duration shortly() {
    var seconds =
        random.nextDouble() < 0.04 ? 4 + random.nextLong(7_200) : 4 + random.nextLong(120);
    return Duration.ofSeconds(seconds);
  }

  void once(String name, Duration pause, Runnable work) {
    var task = new VirtualScheduler.Task[1];
    task[0] =
        stage
            .time()
            .addMeanwhile(
                name,
                pause,
                () -> {
                  task[0].cancel();
                  work.run();
                  return Duration.ZERO;
                });
  }

  private void deaf() {
    if (deafSince == null) {
      deafSince = stage.time().instant();
    }
  }

  private void listen() {
    var since = deafSince;
    if (since != null && engine != null && !disk.broken()) {
      stage.ledger().deaf(since, stage.time().instant());
      deafSince = null;
    }
  }
}
