package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.simulator.Reply;
import io.github.e2breconciler.simulator.SimulatedSandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * S1: nothing is ended that somebody owns or wants, or that is not the one that was judged. It
 * judges every destructive request at the moment at which it is sent: by the final read, by the
 * customers' books, and by what E2B is like in truth.
 *
 * <p>What changed at E2B after that read was sent is not the daemon's fault: it cannot know.
 */
final class Oracle {

  private static final Duration FINAL_READ = Duration.ofSeconds(5);
  private static final Duration ROUNDING = Duration.ofMillis(2);

  /** E2B says its time in whole seconds, and answers take a while. */
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(3);

  /** No request takes longer to take effect. */
  private static final Duration ON_THE_WAY = Duration.ofSeconds(40);

  private final Map<SandboxId, Read> reads = new HashMap<>();
  private final Map<SandboxId, Paused> ours = new HashMap<>();
  private final Map<SandboxId, Instant> confirmed = new HashMap<>();
  private final Map<SandboxId, Instant> judged = new HashMap<>();
  private final Set<SandboxId> kept = new HashSet<>();
  private final Stage stage;
  private final Terms terms;
  private final Grounds grounds;
  private final Supplier<@Nullable Engine> engine;

  private record Read(Instant sentAt, Reading reading) {}

  /** A pause of ours that took effect. */
  private record Paused(Instant startedAt, Instant at, Instant byOurClock) {}

  Oracle(Stage stage, Terms terms, Supplier<@Nullable Engine> engine) {
    this.stage = stage;
    this.terms = terms;
    this.grounds = new Grounds(stage, terms);
    this.engine = engine;
  }

  /** It is to be kept, by its id. */
  void keep(SandboxId sandbox) {
    kept.add(sandbox);
  }

  /**
   * The daemon got this answer to a read that it sent then. One that finds nothing, right after one
   * that did, leaves that one the final read, and right before one that does is none: it is
   * somebody else's, or what was found is gone. Of two that say the same, what was sent before and
   * took longer is none.
   */
  void answered(SandboxId sandbox, Reading reading, Instant sentAt) {
    var before = reads.get(sandbox);
    var found =
        before != null
            && before.reading instanceof Reading.Found
            && !before.sentAt.plus(FINAL_READ).isBefore(sentAt);
    var crossed = before != null && before.sentAt.isAfter(sentAt);
    if (reading instanceof Reading.Found ? !(crossed && found) : !(crossed || found)) {
      reads.put(sandbox, new Read(sentAt, reading));
    }
  }

  /** A request reached E2B: remember the pauses that took effect. */
  void done(Action action, SandboxId sandbox) {
    var record = record(sandbox);
    if (action == Action.PAUSE
        && record != null
        && record.paused()
        && record.endAt().equals(stage.world().now())) {
      ours.put(sandbox, new Paused(record.startedAt(), record.endAt(), stage.time().instant()));
    }
  }

  /**
   * Whether it sleeps by our pause of the run that was judged; one that was woken anew under our
   * request is nobody's to follow up.
   */
  boolean pausedByUs(SandboxId sandbox) {
    var record = record(sandbox);
    var paused = ours.get(sandbox);
    return record != null
        && record.paused()
        && paused != null
        && paused.at().equals(record.endAt())
        && Sandbox.sameExecution(judged.getOrDefault(sandbox, Instant.EPOCH), paused.startedAt());
  }

  /**
   * Whether its owner came back after our pause, which ends our claim: one that sleeps and whose
   * owner leaves later is kept like any other that sleeps.
   */
  boolean givenBack(SandboxId sandbox) {
    var since = pausedAt(sandbox);
    return since != null
        && stage.ledger().renewedSince(sandbox, ownerOf(sandbox), since.minus(ON_THE_WAY));
  }

  /** Whether somebody may have had a lease on it after our pause. */
  boolean ownedAfterPause(SandboxId sandbox) {
    var since = pausedAt(sandbox);
    return since != null && stage.ledger().heldSince(sandbox, ownerOf(sandbox), since);
  }

  private @Nullable Instant pausedAt(SandboxId sandbox) {
    var paused = ours.get(sandbox);
    return paused == null ? null : paused.byOurClock;
  }

  private @Nullable String ownerOf(SandboxId sandbox) {
    var record = record(sandbox);
    return record == null ? null : record.spec().metadata().get("owner");
  }

  /** A request is about to be sent; returns what the daemon knows of it. */
  Law.Request judge(Action action, SandboxId sandbox) {
    var read = reads.get(sandbox);
    if (read == null || !(read.reading instanceof Reading.Found(var row, var _))) {
      throw new Violation(
          LawName.S1, sandbox, action + " without a final read that found it: " + read);
    }
    if (read.sentAt.plus(FINAL_READ).isBefore(stage.time().instant())) {
      throw new Violation(LawName.S1, sandbox, action + " on a final read of " + read.sentAt);
    }
    ours(action, row);
    var daemon = engine.get();
    if (daemon == null) {
      throw new Violation(LawName.S1, sandbox, action + " by a daemon that is gone");
    }
    var subject = subject(daemon, sandbox);
    judged.put(sandbox, subject.startedAt());
    owned(action, row, subject);
    sameRun(action, row, subject);
    if (row.startedAt().plus(terms.creationGrace()).isAfter(now().plus(ROUNDING))) {
      throw new Violation(LawName.S1, sandbox, action + " in its creation grace");
    }
    switch (action) {
      case PAUSE -> condemned(action, row, subject);
      case KILL -> {
        if (subject.policy().equals("asleep")) { // by its owner, and not for quarantine
          condemned(action, row, subject);
        } else {
          quarantined(row, subject);
        }
      }
      case OBSERVE, NOTIFY -> throw new IllegalArgumentException("not destructive: " + action);
    }
    SinceRead.count(stage.tally(), row, record(row.sandbox()));
    return new Law.Request(action, sandbox, subject, daemon);
  }

  /** E2B answered that it was paused, and may have done nothing. */
  void confirmed(SandboxId sandbox) {
    confirmed.put(sandbox, now());
  }

  /**
   * Whether it was paused by another, right before or after E2B told us that it was by us: a read
   * cannot tell this from ours, for the clocks of two machines differ by more. It is counted.
   */
  private boolean indistinguishable(SandboxRow row) {
    var at = confirmed.get(row.sandbox());
    var so =
        at != null
            && Duration.between(at, row.endAt()).abs().compareTo(CLOCKS_DIFFER) < 0
            && row.startedAt().isBefore(at);
    if (so) {
      stage.tally().count("pause-of-another-that-seemed-ours");
    }
    return so;
  }

  private Case subject(Engine daemon, SandboxId sandbox) {
    var subject = daemon.cases().open(new SandboxKey(stage.account(), sandbox));
    if (subject == null) {
      throw new Violation(LawName.S1, sandbox, "a request without a case");
    }
    return subject;
  }

  /** In scope and not protected, as read and in truth. */
  private void ours(Action action, SandboxRow row) {
    var record = record(row.sandbox());
    var truth = record == null ? row.metadata() : record.spec().metadata();
    if (!Terms.APP.equals(truth.get("app")) || !truth.equals(row.metadata())) {
      throw new Violation(LawName.S1, row.sandbox(), action + " of what is not ours: " + truth);
    }
    if ("true".equals(truth.get("keep"))
        || row.template().equals(Terms.TEMPLATE)
        || kept.contains(row.sandbox())) {
      throw new Violation(LawName.S1, row.sandbox(), action + " of what is to be kept");
    }
  }

  private void owned(Action action, SandboxRow row, Case subject) {
    var until = stage.ledger().heldUntil(row.sandbox(), owner(row), stage.time().instant());
    var tooOld =
        subject.policy().equals("too-old")
            && !row.startedAt().plus(terms.maxAge()).isAfter(now().plus(ROUNDING));
    if (until != null && !tooOld) {
      throw new Violation(LawName.S1, row.sandbox(), action + " of what is owned until " + until);
    }
  }

  /** What was judged, what was read and what is there are one run, unless it has just changed. */
  private void sameRun(Action action, SandboxRow row, Case subject) {
    if (!Sandbox.sameExecution(row.startedAt(), subject.startedAt())) {
      throw new Violation(LawName.S1, row.sandbox(), action + " of another run than was judged");
    }
    var record = record(row.sandbox());
    var read = reads.get(row.sandbox());
    if (record != null
        && read != null
        && !Sandbox.sameExecution(record.startedAt(), row.startedAt())
        && record.startedAt().isBefore(read.reading.asOf())) {
      throw new Violation(LawName.S1, row.sandbox(), action + " of another run than was read");
    }
  }

  private void condemned(Action action, SandboxRow row, Case subject) {
    stage.tally().count(action.label() + "s-of-" + subject.policy());
    if (!grounds.condemn(subject.policy(), row)) {
      throw new Violation(
          LawName.S1,
          row.sandbox(),
          action.label() + " of what " + subject.policy() + " does not condemn");
    }
  }

  private void quarantined(SandboxRow row, Case subject) {
    var paused = ours.get(row.sandbox());
    if (row.state() != State.PAUSED || paused == null || !same(paused, row)) {
      if (row.state() == State.PAUSED && indistinguishable(row)) {
        return;
      }
      throw new Violation(
          LawName.S1, row.sandbox(), "kill of what we did not pause: " + row + " " + paused);
    }
    var over = paused.byOurClock.plus(terms.quarantine()).minus(ROUNDING);
    if (!subject.approved() && stage.time().instant().isBefore(over)) {
      throw new Violation(
          LawName.S1, row.sandbox(), "kill before quarantine is over: paused at " + paused.at);
    }
    var pausedAt = subject.pausedAt();
    if (pausedAt != null && stage.ledger().renewedSince(row.sandbox(), owner(row), pausedAt)) {
      throw new Violation(
          LawName.S1, row.sandbox(), "kill though a heartbeat came since the pause");
    }
  }

  private static boolean same(Paused paused, SandboxRow row) {
    return Sandbox.sameExecution(paused.startedAt, row.startedAt())
        && Duration.between(paused.at, row.endAt()).abs().compareTo(ROUNDING) <= 0;
  }

  private static @Nullable String owner(SandboxRow row) {
    return row.metadata().get("owner");
  }

  private Instant now() {
    return stage.world().now();
  }

  private @Nullable SimulatedSandbox record(SandboxId sandbox) {
    return stage.team().get(sandbox) instanceof Reply.Done<SimulatedSandbox>(int _, var found)
        ? found
        : null;
  }
}
