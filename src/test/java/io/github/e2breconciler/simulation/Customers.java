package io.github.e2breconciler.simulation;

import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.lease.Renewal;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.SimulatedSandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What all customers have in common, and what became nobody's when they left. */
final class Customers {

  /** How customers behave by now. */
  enum Mood {
    /** They come, leave without a word, and break things. */
    BUSY,
    /** Nobody leaves any more. */
    ORDERLY,
    /** What there is is kept, and nothing else happens. */
    QUIET
  }

  private final Map<SandboxId, Instant> leaks = new LinkedHashMap<>();
  private final Set<SandboxId> released = new HashSet<>();
  private final Stage stage;
  private final Host host;
  private final RandomGenerator random;
  private final String prefix;
  private Mood mood = Mood.BUSY;
  private int names;

  /**
   * None yet.
   *
   * @param prefix before the names of all owners
   */
  Customers(Stage stage, Host host, RandomGenerator random, String prefix) {
    this.stage = stage;
    this.host = host;
    this.random = random;
    this.prefix = prefix;
  }

  Stage stage() {
    return stage;
  }

  RandomGenerator random() {
    return random;
  }

  Mood mood() {
    return mood;
  }

  void become(Mood next) {
    mood = next;
  }

  /** Running, with nobody left who uses it, since when. */
  Map<SandboxId, Instant> leaks() {
    return leaks;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** A random time of seconds, both ends included. */
  Duration seconds(long least, long most) {
    return Duration.ofMillis(1_000 * least + random.nextLong(1_000 * (most - least) + 1));
  }

  /** An owner that nobody else is, nor the fleet's. */
  String name(String kind) {
    names++;
    return prefix + "owner-of-" + kind + "-" + names;
  }

  static Map<String, String> tags(String owner, String kind) {
    return Map.of("app", Terms.APP, "owner", owner, "kind", kind);
  }

  SimulatedSandbox create(NewSandbox spec) {
    var sandbox = stage.team().create(spec).value();
    stage.journal().note(sandbox.id(), "customer", spec);
    return sandbox;
  }

  /** Nobody uses it from now on. */
  void abandon(SandboxId sandbox) {
    if (!released.contains(sandbox)) {
      leaks.put(sandbox, stage.time().instant());
    }
    stage.tally().count("leaks");
    stage.journal().note(sandbox, "customer", "abandoned");
  }

  /**
   * What somebody with one sandbox after another does next: none of it once nobody comes any more.
   *
   * @param mine the sandbox of the moment, or null between two
   * @param leave what becomes of it then
   */
  Duration whileBusy(
      @Nullable SandboxId mine,
      Consumer<SandboxId> leave,
      Supplier<Duration> begin,
      Function<SandboxId, Duration> visit) {
    if (mood != Mood.BUSY) {
      if (mine != null) {
        leave.accept(mine);
      }
      return Duration.ofDays(1);
    }
    return mine == null ? begin.get() : visit.apply(mine);
  }

  /** A human closed its case: one that is asleep then stays so. */
  void release(SandboxId sandbox) {
    leaks.remove(sandbox);
    released.add(sandbox);
  }

  /** Somebody does something a little later. */
  void later(Duration pause, Runnable work) {
    stage.time().once("later", pause, work);
  }

  /**
   * Sends one heartbeat.
   *
   * @param sandbox the one that it is about, or null for all of an owner's
   */
  @Nullable Renewal renew(
      LeaseKey key, @Nullable SandboxId sandbox, Duration ttl, boolean clipped) {
    var renewal = host.renew(key, ttl);
    stage
        .journal()
        .note(
            sandbox == null ? key.subject() : sandbox,
            "heartbeat",
            renewal == null ? "unheard" : renewal);
    stage.tally().count(renewal == null ? "heartbeats-unheard" : "heartbeats");
    if (renewal instanceof Renewal.Ending) {
      stage.tally().count("owners-too-late");
      var until =
          stage.ledger().heldUntil(new SandboxId(key.subject()), null, stage.time().instant());
      if (until != null && !clipped) {
        throw new Violation(LawName.S1, sandbox, "ending though it is owned until " + until);
      }
    }
    return renewal;
  }

  void end(LeaseKey key) {
    stage.journal().note(key.subject(), "heartbeat", "ended: " + host.end(key));
  }
}
