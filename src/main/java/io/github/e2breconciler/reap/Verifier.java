package io.github.e2breconciler.reap;

import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.store.IntentRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
 * cannot be proven in time is escalated, not repeated. Callers hold the pass lock.
 */
final class Verifier {

  /** Between two looks at one intent. */
  static final Duration LOOK = Duration.ofSeconds(2);

  /** Two 404s this far apart prove an accepted kill. */
  static final Duration SETTLED = Duration.ofSeconds(5);

  /** Until then an accepted kill or pause should show. */
  static final Duration SOON = Duration.ofSeconds(30);

  /** E2B's orphan sweep ticks every 20 s for machines older than 60 s; this is past both. */
  static final Duration SWEPT = Duration.ofMinutes(2);

  /** Pauses and kills that came to nothing before a human is asked. */
  static final int ATTEMPTS = 3;

  private static final Logger log = LoggerFactory.getLogger(Verifier.class);

  private final ReapContext context;
  private final Intents intents;
  private final Map<String, Look> looks = new HashMap<>();

  Verifier(ReapContext context, Intents intents) {
    this.context = context;
    this.intents = intents;
  }

  /** When to look again, and since when it has been missing; null while it is not. */
  private record Look(Instant next, @Nullable Instant missingSince) {}

  /** What a look concluded: how the case goes on, or that it is too early to say. */
  private sealed interface Finding {
    record Wait(boolean missing) implements Finding {}

    record Settled(Case next, Outcome outcome, String closedAs, String why) implements Finding {}
  }

  /** Looks at every open intent that is due for it; returns those that are settled now. */
  List<Result> step(Function<Case, Standing> standings) {
    var settled = new ArrayList<Result>();
    var now = context.clock().instant();
    for (var intent : intents.open()) {
      var look = looks.get(intent.id());
      if (look != null && now.isBefore(look.next())) {
        continue;
      }
      var subject = context.cases().find(intent.caseId());
      if (subject != null) {
        var result = look(intent, subject, standings.apply(subject), now);
        if (result != null) {
          settled.add(result);
        }
      }
    }
    return settled;
  }

  /** When the next look is due, or null if nothing is open. */
  @Nullable Instant next() {
    Instant next = null;
    for (var intent : intents.open()) {
      var look = looks.get(intent.id());
      var due = look == null ? Instant.ofEpochMilli(intent.createdAt()) : look.next();
      next = next == null || due.isBefore(next) ? due : next;
    }
    return next;
  }

  private @Nullable Result look(IntentRow intent, Case subject, Standing standing, Instant now) {
    var step = intent.action().equals(Action.PAUSE.label()) ? Action.PAUSE : Action.KILL;
    return switch (find(intent, subject, step, standing, now)) {
      case Finding.Wait(var missing) -> {
        var known = looks.get(intent.id());
        var since = !missing ? null : known == null ? now : known.missingSince();
        looks.put(intent.id(), new Look(now.plus(LOOK), missing && since == null ? now : since));
        yield null;
      }
      case Finding.Settled(var next, var outcome, var closedAs, var why) -> {
        looks.remove(intent.id());
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
      IntentRow intent, Case subject, Action step, Standing standing, Instant now) {
    var age = Duration.between(Instant.ofEpochMilli(intent.createdAt()), now);
    var believed = context.inventory().find(subject.key());
    if (believed != null && believed.state() == State.GONE) {
      return gone(intent, subject, step, now, "its end was heard of");
    }
    Reading reading;
    try {
      reading = standing.api().read(subject.key().sandbox());
    } catch (E2bException e) {
      return tooLate(intent, age)
          ? escalated(subject, now, "no read answers: " + e.kind().label())
          : new Finding.Wait(false);
    }
    return switch (reading) {
      case Reading.Missing(var asOf) -> missing(intent, subject, step, now, asOf);
      case Reading.Found(var row, var asOf) -> {
        var account = subject.key().account();
        context.inventory().apply(account, new Observation.Seen(row, Source.READ, asOf));
        yield step == Action.PAUSE
            ? pausing(intent, subject, row, now, age)
            : killing(intent, subject, row, now, age);
      }
    };
  }

  /** A 404 after a request of ours; how much it proves depends on what was asked of what. */
  private Finding missing(IntentRow intent, Case subject, Action step, Instant now, Instant asOf) {
    var account = subject.key().account();
    var sandbox = subject.key().sandbox();
    context.inventory().apply(account, new Observation.NotFound(sandbox, asOf));
    if (step == Action.PAUSE) {
      return new Finding.Settled(
          subject.to(CaseState.DUE, now, now, "not found after our pause"),
          Outcome.GONE,
          "gone",
          "not found after our pause");
    }
    var look = looks.get(intent.id());
    var since = look == null || look.missingSince() == null ? now : look.missingSince();
    var answered =
        !intent.answer().equals(Intents.UNKNOWN) && !intent.answer().equals(Intents.NONE);
    var missingFor = Duration.between(since, now);
    if (!answered && !intent.paused()) {
      var age = Duration.between(Instant.ofEpochMilli(intent.createdAt()), now);
      return age.compareTo(SWEPT) >= 0
          ? escalated(subject, now, "no killed event came after a kill without an answer")
          : new Finding.Wait(true);
    }
    if (missingFor.compareTo(answered ? SETTLED : SWEPT) < 0) {
      return new Finding.Wait(true);
    }
    context.inventory().apply(account, new Observation.ProvenGone(sandbox, asOf));
    return gone(intent, subject, step, now, "404 twice, " + missingFor + " apart");
  }

  private Finding gone(IntentRow intent, Case subject, Action step, Instant now, String why) {
    var ours = step == Action.KILL && !intent.answer().equals(Intents.MISSING);
    return new Finding.Settled(
        subject.to(ours ? CaseState.KILLED : CaseState.GONE, now, now, why),
        ours ? Outcome.KILLED : Outcome.GONE,
        ours ? "killed" : "gone",
        why);
  }

  private Finding pausing(
      IntentRow intent, Case subject, SandboxRow row, Instant now, Duration age) {
    if (!sameRun(subject, row)) {
      return revived(subject, now, "it runs anew since " + row.startedAt());
    }
    if (row.state() == State.PAUSED) {
      return byUs(intent, row) ? held(subject, now) : byOthers(subject, now);
    }
    var accepted = intent.answer().equals(Intents.ACCEPTED);
    return age.compareTo(accepted ? SOON : LOOK.multipliedBy(ATTEMPTS)) < 0
        ? new Finding.Wait(false)
        : failed(subject, Action.PAUSE, now, "still running after our pause: " + intent.answer());
  }

  /** Only a pause of ours is followed by a kill; a conflict means that somebody else paused it. */
  private static boolean byUs(IntentRow intent, SandboxRow row) {
    return switch (intent.answer()) {
      case Intents.ACCEPTED -> true;
      case Intents.UNKNOWN, Intents.NONE ->
          !row.endAt().plus(LOOK).isBefore(Instant.ofEpochMilli(intent.createdAt()));
      default -> false;
    };
  }

  private Finding held(Case subject, Instant now) {
    var policy = context.policies().byName(subject.policy());
    var further =
        policy != null && policy.action() == Action.KILL && subject.action() == Action.KILL;
    var quarantine = subject.approved() ? Duration.ZERO : context.settings().timings().quarantine();
    return new Finding.Settled(
        subject
            .paused(now)
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

  private Finding killing(
      IntentRow intent, Case subject, SandboxRow row, Instant now, Duration age) {
    if (!sameRun(subject, row)) {
      return revived(subject, now, "it woke during our kill and runs since " + row.startedAt());
    }
    return age.compareTo(intent.answer().equals(Intents.CONFLICT) ? LOOK : SOON) < 0
        ? new Finding.Wait(false)
        : failed(subject, Action.KILL, now, "still there after our kill: " + intent.answer());
  }

  private static Finding revived(Case subject, Instant now, String why) {
    return new Finding.Settled(
        subject.revived().to(CaseState.RECOVERED, now, now, why), Outcome.FAILED, "revived", why);
  }

  private Finding failed(Case subject, Action step, Instant now, String why) {
    var failures = intents.failures(subject, step) + 1;
    if (failures >= ATTEMPTS) {
      return escalated(subject, now, why + ", " + failures + " times");
    }
    var back = subject.pausedAt() == null ? CaseState.DUE : CaseState.PAUSED;
    var due = now.plus(SOON.multipliedBy(failures));
    return new Finding.Settled(subject.to(back, now, due, why), Outcome.FAILED, "failed", why);
  }

  private static Finding escalated(Case subject, Instant now, String why) {
    return new Finding.Settled(
        subject.to(CaseState.ESCALATED, now, now, why), Outcome.UNCONFIRMED, "unconfirmed", why);
  }

  private static boolean tooLate(IntentRow intent, Duration age) {
    return age.compareTo(intent.answer().equals(Intents.ACCEPTED) ? SWEPT : SWEPT.multipliedBy(2))
        >= 0;
  }

  private static boolean sameRun(Case subject, SandboxRow row) {
    return Sandbox.sameExecution(row.startedAt(), subject.startedAt());
  }
}
