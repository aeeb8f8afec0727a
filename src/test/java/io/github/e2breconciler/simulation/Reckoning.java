package io.github.e2breconciler.simulation;

import static java.util.Objects.requireNonNull;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.reap.CaseState;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.simulator.ListQuery;
import io.github.e2breconciler.simulator.Reply;
import io.github.e2breconciler.simulator.SimulatedSandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What must be so once a run has ended calm. */
final class Reckoning {

  private final Stage stage;
  private final Engine engine;
  private final Oracle oracle;
  private final NoResurrection seen;

  /** Of one account. */
  Reckoning(Witnesses witnesses, Engine engine) {
    this.stage = witnesses.stage();
    this.engine = engine;
    this.oracle = witnesses.oracle();
    this.seen = witnesses.seen();
  }

  /**
   * Every leak is dead, or asleep and not ours to end as what sleeps for long is, or before a
   * human. Nobody's to follow up is what had an owner when a human was to look at our pause, what
   * slept while another scope was configured, what E2B called dead and goes on keeping asleep, what
   * nobody claims that began before its account was watched, and what a lease speaks for that was
   * over before it began.
   */
  void everyLeakEnded(Set<SandboxId> leaked, boolean pauseIsEnough) {
    for (var sandbox : leaked) {
      var subject = engine.cases().open(key(sandbox));
      var escalated = subject != null && subject.state() == CaseState.ESCALATED;
      var record = stage.team().get(sandbox);
      var paused =
          record instanceof Reply.Done<SimulatedSandbox>(int _, var found)
              && found.paused()
              && (pauseIsEnough
                  || seen.denied(sandbox)
                  || letGoByScope(sandbox)
                  || (!ofKind(Lodger.SLEEPER, found)
                      && (!oracle.pausedByUs(sandbox)
                          || oracle.givenBack(sandbox)
                          || (subject == null && oracle.ownedAfterPause(sandbox)))));
      var unwatched =
          record instanceof Reply.Done<SimulatedSandbox>(int _, var one) && unwatched(one);
      var excused = unwatched || ownerUnknown(sandbox);
      if (stage.team().alive(sandbox) && !paused && !escalated && !excused) {
        throw new Violation(
            LawName.L2, sandbox, "leaked and still alive: " + record + " case " + subject);
      }
      if (escalated) {
        stage.tally().count("leaks-escalated");
      }
    }
  }

  /** It sleeps since before somebody put another scope into the configuration for a while. */
  private boolean letGoByScope(SandboxId leak) {
    var last =
        engine.around().store().read(tx -> tx.cases().latestOf(account().name(), leak.value()));
    return stage.tally().of(Configuration.name(Configuration.Edit.SCOPE)) > 0
        && last != null
        && last.state().equals(CaseState.RECOVERED.label())
        && last.note().equals("out of scope");
  }

  /** By clocks that contradict each other: then nothing ends it, and that is right. */
  private boolean ownerUnknown(SandboxId leak) {
    var belief = engine.inventory().find(key(leak));
    var skew = requireNonNull(engine.watches().get(account())).standing().skew();
    return belief != null && engine.leases().stateOf(belief, skew) instanceof LeaseState.Unknown;
  }

  private boolean unwatched(SimulatedSandbox leak) {
    var since = requireNonNull(engine.watches().get(account())).standing().watchedSince();
    return ofKind("guest", leak) && (since == null || leak.startedAt().isBefore(since));
  }

  private static boolean ofKind(String kind, SimulatedSandbox sandbox) {
    return kind.equals(sandbox.spec().metadata().get("kind"));
  }

  /**
   * L1: belief is truth, but for what is on its way this moment. It takes some minutes of the run
   * to tell.
   */
  void believesTruth(Duration detection, RandomGenerator random) {
    var different = differences();
    for (var i = 0; i < 4 && !different.isEmpty(); i++) {
      stage.time().pass(detection.multipliedBy(2).plusMillis(random.nextLong(5_000)));
      var still = differences();
      still.keySet().retainAll(different.keySet());
      different = still;
    }
    for (var entry : different.entrySet()) {
      throw new Violation(LawName.L1, entry.getKey(), entry.getValue());
    }
  }

  private Map<SandboxId, String> differences() {
    var truth = new HashMap<SandboxId, SandboxRow>();
    String token = null;
    do {
      var page = stage.team().list(ListQuery.after(token)).value();
      page.rows().forEach(sandbox -> truth.put(sandbox.id(), sandbox.row()));
      token = page.nextToken();
    } while (token != null);
    var different = new LinkedHashMap<SandboxId, String>();
    engine
        .inventory()
        .living(account())
        .forEach(sandbox -> {
          var row = truth.remove(sandbox.key().sandbox());
          if (!agree(sandbox, row)) {
            different.put(sandbox.key().sandbox(), "believed " + sandbox + ", in truth " + row);
          }
        });
    truth.forEach((sandbox, row) -> different.put(sandbox, "not believed in, in truth " + row));
    return different;
  }

  private static boolean agree(Sandbox belief, @Nullable SandboxRow row) {
    return row != null
        && belief.state() == row.state()
        && belief.metadata().equals(row.metadata())
        && near(belief.startedAt(), row.startedAt())
        && near(belief.endAt(), row.endAt());
  }

  /** Events say seconds where rows say microseconds. */
  private static boolean near(@Nullable Instant one, Instant other) {
    return one != null && Duration.between(one, other).abs().compareTo(Duration.ofSeconds(2)) <= 0;
  }

  private SandboxKey key(SandboxId sandbox) {
    return new SandboxKey(account(), sandbox);
  }

  private AccountId account() {
    return stage.account();
  }
}
