package io.github.e2breconciler.reap;

import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.store.IntentRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees what became of every open intent, by reading only, and closes it.
 *
 * <p>What proves what, after E2B's own behaviour: a pause holds once a read shows it. A kill that
 * was accepted is proven by the {@code killed} event or by two 404s apart. A kill that brought no
 * answer of a running sandbox is proven by the event alone, since E2B drops its record at once and
 * may leave the machine running; of a paused one, which emits nothing, by two 404s far apart. What
 * cannot be proven in time is escalated, not repeated. Who looks has the account's turn, so that no
 * request whose intent is looked at is still under way.
 */
final class Verifier {

  /** Pauses and kills that came to nothing before a human is asked. */
  static final int ATTEMPTS = 3;

  private static final Logger log = LoggerFactory.getLogger(Verifier.class);

  private final ReapContext context;
  private final Intents intents;
  private final Looks looks;

  Verifier(ReapContext context, Intents intents) {
    this.context = context;
    this.intents = intents;
    this.looks = new Looks(context.clock(), context.ticker());
  }

  /** What a look concluded: how the case goes on, or that it is too early to say. */
  private sealed interface Finding {
    record Wait(boolean missing) implements Finding {}

    record Settled(Case next, Outcome outcome, String closedAs, String why) implements Finding {}
  }

  /** The accounts that have open intents. */
  Set<AccountId> accounts() {
    return intents.open().stream()
        .map(intent -> new AccountId(intent.account()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Looks at every open intent of an account that is due for it; returns those that are settled
   * now.
   *
   * @param standing of the account, or null where it is no longer configured
   */
  List<Result> step(AccountId account, @Nullable Standing standing) {
    var settled = new ArrayList<Result>();
    var now = context.clock().instant();
    for (var intent : intents.open()) {
      var due = intent.account().equals(account.name()) && looks.due(intent);
      var subject = due ? context.cases().find(intent.caseId()) : null;
      if (subject != null) {
        try (var _ = subject.inLog()) {
          var result = look(intent, subject, standing, now);
          if (result != null) {
            settled.add(result);
          }
        }
      }
    }
    return settled;
  }

  /** When the next look is due, or null if nothing is open. */
  @Nullable Instant next() {
    Instant next = null;
    for (var intent : intents.open()) {
      var due = looks.next(intent);
      next = next == null || due.isBefore(next) ? due : next;
    }
    return next;
  }

  private @Nullable Result look(
      IntentRow intent, Case subject, @Nullable Standing standing, Instant now) {
    var step = intent.action().equals(Action.PAUSE.label()) ? Action.PAUSE : Action.KILL;
    return switch (find(intent, subject, step, standing, now)) {
      case Finding.Wait(var missing) -> {
        looks.waiting(intent, missing);
        yield null;
      }
      case Finding.Settled(var next, var outcome, var closedAs, var why) -> {
        looks.settled(intent);
        var closed = intents.close(intent, next, closedAs, why);
        log.info(
            "{} {} sandbox={} policy={} reason=\"{}\" note=\"{}\"",
            step.label(),
            outcome.label(),
            subject.key(),
            subject.policy(),
            subject.reason(),
            why);
        yield Result.of(closed, step, outcome, why);
      }
    };
  }

  private Finding find(
      IntentRow intent, Case subject, Action step, @Nullable Standing standing, Instant now) {
    var believed = context.inventory().find(subject.key());
    var heard = context.inventory().killReason(subject.key());
    if (believed != null && believed.state() == State.GONE && Proof.hearsay(intent, step, heard)) {
      return gone(intent, subject, step, now, "its end was heard of");
    }
    if (standing == null) {
      return unread(intent, subject, now, subject.key().account() + " is no longer configured");
    }
    Reading reading;
    try {
      reading = standing.api().read(subject.key().sandbox());
    } catch (E2bException e) {
      return unread(intent, subject, now, e.kind().label());
    } catch (RuntimeException e) { // one bad item must not hold up the others, nor stay open
      log.error("not verified, looking again sandbox={}", subject.key(), e);
      return unread(intent, subject, now, "our own fault, see the log");
    }
    return switch (reading) {
      case Reading.Missing(var asOf) -> missing(intent, subject, step, now, asOf);
      case Reading.Found(var row, var asOf) -> {
        var account = subject.key().account();
        context.inventory().apply(account, new Observation.Seen(row, Source.READ, asOf));
        yield step == Action.PAUSE
            ? pausing(intent, subject, row, standing, now)
            : killing(intent, subject, row, now);
      }
    };
  }

  private Finding unread(IntentRow intent, Case subject, Instant now, String why) {
    return looks.age(intent).compareTo(Proof.unread(intent)) >= 0
        ? escalated(subject, now, "no read answers: " + why)
        : new Finding.Wait(false);
  }

  /** A 404 after a request of ours; how much it proves depends on what was asked of what. */
  private Finding missing(IntentRow intent, Case subject, Action step, Instant now, Instant asOf) {
    var account = subject.key().account();
    var sandbox = subject.key().sandbox();
    context.inventory().apply(account, new Observation.NotFound(sandbox, asOf));
    var missingFor = looks.missingFor(intent);
    if (step == Action.PAUSE) {
      return missingFor.compareTo(Proof.SETTLED) < 0 // one 404 may be wrong, and ours forgotten
          ? new Finding.Wait(true)
          : new Finding.Settled(
              subject.to(CaseState.DUE, now, now, "not found after our pause"),
              Outcome.GONE,
              "gone",
              "not found after our pause");
    }
    if (!Proof.answered(intent) && !intent.paused()) {
      return looks.age(intent).compareTo(Proof.SWEPT) >= 0
          ? escalated(subject, now, "no killed event came after a kill without an answer")
          : new Finding.Wait(true);
    }
    if (missingFor.compareTo(Proof.answered(intent) ? Proof.SETTLED : Proof.SWEPT) < 0) {
      return new Finding.Wait(true);
    }
    context.inventory().apply(account, new Observation.ProvenGone(sandbox, asOf));
    return gone(intent, subject, step, now, "404 twice, " + missingFor + " apart");
  }

  private Finding gone(IntentRow intent, Case subject, Action step, Instant now, String why) {
    var ours = Proof.killedByUs(intent, step, context.inventory().killReason(subject.key()));
    return new Finding.Settled(
        subject.to(ours ? CaseState.KILLED : CaseState.GONE, now, now, why),
        ours ? Outcome.KILLED : Outcome.GONE,
        ours ? "killed" : "gone",
        why);
  }

  private Finding pausing(
      IntentRow intent, Case subject, SandboxRow row, Standing standing, Instant now) {
    if (!sameRun(subject, row)) {
      return revived(subject, row, now, "it runs anew since " + row.startedAt());
    }
    if (row.state() == State.PAUSED) {
      var sentAt = Instant.ofEpochMilli(intent.createdAt());
      var pause = new Proof.Pause(row.endAt(), intents.plannedEnd(subject));
      return switch (Proof.pausedBy(
          intent, pause, sentAt(intent, standing), answeredAt(intent, standing))) {
        case OURS -> held(subject, sentAt, context.clock().instant()); // the read took its time
        case OTHERS -> byOthers(subject, now);
        case UNKNOWN -> escalated(subject, now, "it sleeps, and nobody can tell whose pause it is");
      };
    }
    return looks.age(intent).compareTo(Proof.patience(intent, Action.PAUSE)) < 0
        ? new Finding.Wait(false)
        : failed(subject, Action.PAUSE, now, "still running after our pause: " + intent.answer());
  }

  /** By E2B's clock as it was known when we asked; as it is known now if that was not kept. */
  private static Instant sentAt(IntentRow intent, Standing standing) {
    var at = intent.e2bCreatedAt();
    return at == null
        ? standing.e2bTime(Instant.ofEpochMilli(intent.createdAt()))
        : Instant.ofEpochMilli(at);
  }

  private static @Nullable Instant answeredAt(IntentRow intent, Standing standing) {
    var at = intent.answeredAt();
    var e2bAt = intent.e2bAnsweredAt();
    if (at == null) {
      return null;
    }
    return e2bAt == null ? standing.e2bTime(Instant.ofEpochMilli(at)) : Instant.ofEpochMilli(e2bAt);
  }

  private Finding held(Case subject, Instant sentAt, Instant now) {
    var policy = context.policies().byName(subject.policy());
    var further =
        policy != null && policy.action() == Action.KILL && subject.action() == Action.KILL;
    var quarantine = subject.approved() ? Duration.ZERO : context.settings().timings().quarantine();
    return new Finding.Settled(
        subject
            .paused(sentAt)
            .to(
                CaseState.PAUSED,
                now,
                now.plus(quarantine),
                further ? "in quarantine" : "paused, as far as its policy goes"),
        Outcome.PAUSED,
        "paused",
        "a read shows it paused");
  }

  private static Finding byOthers(Case subject, Instant now) {
    return new Finding.Settled(
        subject.to(CaseState.RECOVERED, now, now, "somebody else paused it"),
        Outcome.FAILED,
        "overtaken",
        "somebody else paused it");
  }

  private Finding killing(IntentRow intent, Case subject, SandboxRow row, Instant now) {
    if (!sameRun(subject, row)) {
      return revived(subject, row, now, "it woke during our kill, runs since " + row.startedAt());
    }
    return looks.age(intent).compareTo(Proof.patience(intent, Action.KILL)) < 0
        ? new Finding.Wait(false)
        : failed(subject, Action.KILL, now, "still there after our kill: " + intent.answer());
  }

  private static Finding revived(Case subject, SandboxRow row, Instant now, String why) {
    var next =
        row.state() == State.RUNNING
            ? subject.woke(row.startedAt(), now, why)
            : subject.revived().to(CaseState.RECOVERED, now, now, why);
    return new Finding.Settled(next, Outcome.FAILED, "revived", why);
  }

  private Finding failed(Case subject, Action step, Instant now, String why) {
    var failures = intents.failures(subject, step) + 1;
    if (failures >= ATTEMPTS) {
      return escalated(subject, now, why + ", " + failures + " times");
    }
    var back = subject.pausedAt() == null ? CaseState.DUE : CaseState.PAUSED;
    var due = now.plus(Proof.SOON.multipliedBy(failures));
    return new Finding.Settled(
        subject.to(back, now, due, why), Outcome.FAILED, Intents.FAILED, why);
  }

  private static Finding escalated(Case subject, Instant now, String why) {
    return new Finding.Settled(
        subject.to(CaseState.ESCALATED, now, now, why), Outcome.UNCONFIRMED, "unconfirmed", why);
  }

  private static boolean sameRun(Case subject, SandboxRow row) {
    return Sandbox.sameExecution(row.startedAt(), subject.startedAt());
  }
}
