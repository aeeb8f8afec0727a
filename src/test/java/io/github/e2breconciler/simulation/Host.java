package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.lease.Renewal;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.testing.VirtualTime;
import io.github.e2breconciler.webhook.Envelope;
import io.github.e2breconciler.webhook.Receipt;
import io.micrometer.core.instrument.Counter;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The machine that the daemon runs on: starts it, loses it, starts it again over what its store
 * remembers, and takes what comes for it from outside.
 */
final class Host {

  private final Configuration configuration;
  private final Disk disk;
  private final Stage stage;
  private final Births births;
  private final RandomGenerator random;
  private @Nullable Program process;
  private @Nullable Program last;
  private @Nullable Instant deafSince;
  private boolean clearing;

  /** How a process of the daemon comes to life. */
  @FunctionalInterface
  interface Births {

    /**
     * One that has nothing yet but the right to run.
     *
     * @param onCrash what becomes of the world when it ends by itself
     */
    Program newProgram(Runnable onCrash);
  }

  Host(Configuration configuration, Disk disk, Stage stage, Births births, RandomGenerator random) {
    this.configuration = configuration;
    this.disk = disk;
    this.stage = stage;
    this.births = births;
    this.random = random;
  }

  /** Starts the daemon; a supervisor does so again where it does not come up. */
  void start() {
    if (process != null || clearing) {
      return;
    }
    clear();
    var fresh = births.newProgram(() -> crash(shortly()));
    process = fresh;
    last = fresh;
    try {
      disk.lock();
      stage.laws().starting();
      fresh.start(configuration.read());
      listen();
      var engine = fresh.engine();
      if (engine != null) {
        stage.laws().started(engine);
      }
      fresh.run(stage, random);
      stage.journal().note(null, "daemon", "started");
    } catch (StoreException _) {
      lose(VirtualTime.AFTER_FAILURE);
    } catch (Crash _) {
      stage.tally().count("crashes-at-start");
    }
  }

  /** What is left of the last process is put away, which takes its time; no other begins before. */
  private void clear() {
    var before = last;
    if (before != null) {
      clearing = true;
      try {
        refusals(before);
        before.bury();
      } finally {
        clearing = false;
      }
    }
  }

  /**
   * Which guards refused what, and what was judged, in a life that is over, or so far. Each has its
   * counter from the start, and so is known to be wanted even where it never was at 1.
   */
  private void refusals(Program of) {
    for (var meter : of.meters().getMeters()) {
      if (meter instanceof Counter counter) {
        var id = counter.getId();
        switch (id.getName()) {
          case "e2b_reconciler.guard.refusals" -> add(Tally.REFUSED, id.getTag("guard"), counter);
          case "e2b_reconciler.verdicts" -> add(Tally.VERDICT, id.getTag("verdict"), counter);
          default -> {} // told elsewhere
        }
      }
    }
  }

  private void add(String kind, @Nullable String which, Counter counter) {
    stage.tally().add(kind + which, (long) counter.count());
  }

  void startIn(Duration pause) {
    stage.time().once("supervisor", pause, this::start);
  }

  /** Whatever kept it down is over. */
  void upAgain() {
    fail(0);
    start();
  }

  /** The process is gone, whatever it was doing; back after a while. */
  void crash(Duration downFor) {
    if (process == null) {
      return;
    }
    stage.tally().count("crashes");
    stage.journal().note(null, "daemon", "crashed, down for " + downFor);
    lose(downFor);
  }

  private void lose(Duration downFor) {
    var gone = process;
    process = null;
    if (gone != null) {
      gone.end();
    }
    stage.laws().crashed();
    deaf();
    startIn(downFor);
  }

  /** Null while it is down, or not up yet. */
  @Nullable Engine engine() {
    return process == null ? null : process.engine();
  }

  /** The process that runs, or ran last. */
  Program last() {
    var any = last;
    if (any == null) {
      throw new IllegalStateException("no process ever ran");
    }
    return any;
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
    var daemon = engine();
    if (daemon == null) {
      return null;
    }
    var sent = stage.time().instant();
    try {
      var renewal = daemon.leases().renew(List.of(key), ttl, "customer").getFirst();
      if (renewal instanceof Renewal.Renewed) {
        stage.ledger().renewed(key, sent, stage.time().instant(), ttl);
        if (key.kind() == LeaseKey.Kind.SANDBOX) {
          stage.laws().promised(new SandboxId(key.subject()));
        }
      }
      return renewal;
    } catch (StoreException | Crash _) {
      stage.ledger().perhapsRenewed(key, sent, stage.time().instant(), ttl);
      return null;
    }
  }

  /** An owner says that it is done; false where nobody heard. */
  boolean end(LeaseKey key) {
    var daemon = engine();
    if (daemon == null) {
      return false;
    }
    var sent = stage.time().instant();
    try {
      if (daemon.leases().end(key)) {
        stage.ledger().done(key);
      }
      return true;
    } catch (StoreException | Crash _) {
      return false;
    } finally {
      stage.ledger().ended(key, sent); // perhaps, if nobody says so
    }
  }

  /**
   * A webhook's bytes.
   *
   * @param account that the path names, or null
   * @return null where nobody listens
   */
  @Nullable Receipt deliver(@Nullable AccountId account, Map<String, String> headers, byte[] body) {
    var daemon = engine();
    if (daemon == null) {
      return null;
    }
    var named = account == null ? null : account.name();
    var envelope = Envelope.of(named, InetAddress.getLoopbackAddress(), headers, body.length);
    try {
      return daemon.reception().receive(envelope, () -> body);
    } catch (Crash _) {
      return null;
    }
  }

  /** How long a crash keeps it down: seconds mostly, sometimes hours. */
  Duration shortly() {
    var seconds =
        random.nextDouble() < 0.04 ? 4 + random.nextLong(7_200) : 4 + random.nextLong(120);
    return Duration.ofSeconds(seconds);
  }

  /** It ends for good; what its store has in memory would else stay there for ever. */
  void shutDown() {
    var gone = process;
    process = null;
    if (gone != null) {
      gone.end();
    }
    stage.time().pass(Duration.ofNanos(1)); // in which whoever is inside leaves
    clear();
  }

  private void deaf() {
    if (deafSince == null) {
      deafSince = stage.time().instant();
    }
  }

  private void listen() {
    var since = deafSince;
    if (since != null && engine() != null && !disk.broken()) {
      stage.ledger().deaf(since, stage.time().instant());
      deafSince = null;
    }
  }
}
