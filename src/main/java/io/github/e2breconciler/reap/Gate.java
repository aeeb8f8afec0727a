package io.github.e2breconciler.reap;

import static java.util.Objects.requireNonNull;

import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.reap.Intents.Opened;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.store.IntentRow;
import io.micrometer.core.instrument.Counter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to a destructive request.
 *
 * <p>In this order: every guard on what we believe; the final read; every guard again on what it
 * shows; the intent, stored together with the last look at leases and caps; what was heard
 * meanwhile; the request; its answer stored. Whatever fails before the intent leaves nothing
 * behind, and whatever fails after it is left to {@link Verifier}. Who acts has the account's turn;
 * asking and explaining take none.
 */
final class Gate {

  private static final Logger log = LoggerFactory.getLogger(Gate.class);

  private final ReapContext context;
  private final List<Guard> guards;
  private final List<Guard> ofSandbox;
  private final Intents intents;
  private final Questions questions;
  private final Refusals noted = new Refusals();
  private final Unreadable unreadable;
  private final Map<String, Counter> refusals = new HashMap<>();

  /**
   * The gate of a reaper.
   *
   * @param guards in the order in which they are asked; {@code armed} is the last
   */
  Gate(ReapContext context, List<Guard> guards, Intents intents) {
    this.context = context;
    this.guards = guards;
    this.ofSandbox =
        guards.stream().filter(guard -> CaseGuards.OF_SANDBOX.contains(guard.name())).toList();
    this.intents = intents;
    this.questions = new Questions(context);
    this.unreadable = new Unreadable(context);
    for (var guard : guards) {
      refusals.put(
          guard.name(),
          Counter.builder("e2b_reconciler.guard.refusals")
              .tag("guard", guard.name())
              .description("Destructive requests refused, by the guard that objected first")
              .register(context.meters()));
    }
  }

  /** What every guard says of a step, on what we believe; sends nothing. */
  List<Objection> ask(Case subject, Action step, Standing standing, Ticket ticket) {
    var question = questions.believed(subject, step, standing, ticket);
    try (var _ = subject.inLog()) {
      return guards.stream().map(guard -> guard.ask(question)).toList();
    }
  }

  /** As {@link #ask}, with what each answer rests on. */
  List<Objection> explain(Case subject, Action step, Standing standing) {
    var question = questions.believed(subject, step, standing, Ticket.ORDINARY);
    try (var _ = subject.inLog()) {
      return guards.stream().map(guard -> guard.explain(question)).toList();
    }
  }

  /** Whether mode and policy let the step be taken at all; no other guard is asked. */
  Objection armed(Case subject, Action step, Standing standing, Ticket ticket) {
    return guards.getLast().ask(questions.believed(subject, step, standing, ticket));
  }

  /** Takes the step, unless a guard objects. */
  Result act(Case subject, Action step, Standing standing, Ticket ticket) {
    var believed = questions.believed(subject, step, standing, ticket);
    var objection = firstObjection(guards, believed);
    if (objection != null) {
      return refuse(subject, step, objection);
    }
    if (ticket.plan()) {
      return Result.of(subject, step, Outcome.PLANNED, subject.reason());
    }
    var readAt = context.clock().instant();
    Reading reading;
    try {
      reading = standing.api().read(subject.key().sandbox());
    } catch (E2bException e) {
      return unreadable.failed(subject, step, e);
    }
    unreadable.read(subject.id());
    return switch (reading) {
      case Reading.Missing(var asOf) -> {
        context
            .inventory()
            .apply(
                subject.key().account(), new Observation.NotFound(subject.key().sandbox(), asOf));
        yield Result.of(subject, step, Outcome.GONE, "the final read found nothing");
      }
      case Reading.Found(var row, var asOf) -> {
        context
            .inventory()
            .apply(subject.key().account(), new Observation.Seen(row, Source.READ, asOf));
        yield decide(questions.read(believed, row, readAt, asOf));
      }
    };
  }

  private Result decide(Question question) {
    var subject = question.subject();
    var objection = firstObjection(guards, question);
    if (objection != null) {
      return refuse(subject, question.step(), objection);
    }
    var policy = requireNonNull(question.policy()); // or it would not be condemned
    var evidence = Evidence.of(question.facts(), policy, subject.reason());
    var opened = intents.open(question, evidence);
    return switch (opened) {
      case Opened.Refused(var late) -> refuse(subject, question.step(), late);
      case Opened.Open(var intent, var acting) -> send(question, intent, acting);
    };
  }

  private Result send(Question question, IntentRow intent, Case subject) {
    var step = question.step();
    @Nullable String late = tooLate(question, intent);
    if (late != null) {
      return withdrawn(question, intent, subject, late);
    }
    try {
      var answer = request(question.standing(), subject, step);
      intents.answered(intent, subject, question.standing(), answer, "E2B answered " + answer);
      log.info(
          "{} sent sandbox={} policy={} reason=\"{}\" answer={}",
          step.label(),
          subject.key(),
          subject.policy(),
          subject.reason(),
          answer);
      return Result.sent(subject, step, subject.reason());
    } catch (E2bException e) {
      if (e.kind().neverSent()) {
        return withdrawn(question, intent, subject, "not sent: " + e.kind().label());
      }
      var answer = e.kind().refused() ? Intents.REFUSED : Intents.UNKNOWN;
      intents.answered(intent, subject, question.standing(), answer, e.kind().label());
      log.warn(
          "{} of sandbox={} was not confirmed kind={}; looking what became of it",
          step.label(),
          subject.key(),
          e.kind().label());
      return Result.sent(subject, step, "no answer: " + e.kind().label());
    }
  }

  /** What may have come up while the intent was stored, and still stops its request; or null. */
  private @Nullable String tooLate(Question question, IntentRow intent) {
    if (WorldGuards.stale(question.readAt(), context.clock().instant())) {
      return "the final read grew old while storing";
    }
    @Nullable String lost = context.leadership().lost();
    if (lost != null) {
      return lost;
    }
    @Nullable String heard = intents.heardMeanwhile(question);
    if (heard != null) {
      return heard;
    }
    @Nullable String told = toldMeanwhile(question);
    if (told != null) {
      return told;
    }
    var snooze = context.snoozes().holding(question.subject().key());
    if (snooze != null) {
      return Snoozes.told(snooze);
    }
    var account = question.subject().key().account();
    var freeze = context.freezes().stopping(account, intent.plan() != null);
    return freeze == null ? null : "frozen while storing: " + freeze.reason();
  }

  /**
   * What an event or another read told of the sandbox after the final read, and would object to.
   */
  private @Nullable String toldMeanwhile(Question question) {
    var since = questions.since(question);
    if (since == null) {
      return null;
    }
    var objection = firstObjection(ofSandbox, since);
    return objection == null ? null : "told while storing: " + objection.reason();
  }

  private static String request(Standing standing, Case subject, Action step) {
    var sandbox = subject.key().sandbox();
    return switch (step) {
      case PAUSE ->
          switch (standing.api().pause(sandbox)) {
            case PAUSED -> Intents.ACCEPTED;
            case CONFLICT -> Intents.CONFLICT;
            case MISSING -> Intents.MISSING;
          };
      case KILL ->
          switch (standing.api().kill(sandbox)) {
            case ACCEPTED -> Intents.ACCEPTED;
            case CONFLICT -> Intents.CONFLICT;
            case MISSING -> Intents.MISSING;
          };
      case OBSERVE, NOTIFY -> throw new IllegalArgumentException("not destructive: " + step);
    };
  }

  /** Nothing was sent, so the case stands where it stood. */
  private Result withdrawn(Question question, IntentRow intent, Case subject, String why) {
    var now = context.clock().instant();
    var back =
        subject.to(
            subject.pausedAt() == null ? CaseState.DUE : CaseState.PAUSED, now, subject.due(), why);
    intents.close(intent, back, "withdrawn", why);
    return Result.of(back, question.step(), Outcome.FAILED, why);
  }

  /**
   * Counts a refusal, and tells the first of each guard for a case; one by a cap freezes the
   * account, however late in a pass it comes.
   */
  Result refuse(Case subject, Action step, Objection objection) {
    if (objection.guard().equals(GuardName.CAPS)) {
      overCap(subject.key().account(), objection.reason());
    }
    requireNonNull(refusals.get(objection.guard()), objection.guard()).increment();
    var refusal =
        new Refusal(objection.guard(), step.label(), objection.reason(), context.clock().instant());
    if (noted.note(subject.id(), refusal)) {
      log.info(
          "refused {} sandbox={} guard={} reason=\"{}\"",
          step.label(),
          subject.key(),
          objection.guard(),
          objection.reason());
    }
    return Result.refused(subject, step, objection);
  }

  /** Freezes the account; one that only observes freezes nothing, there is nothing to stop. */
  void overCap(AccountId account, String why) {
    if (context.mode().compareTo(Action.PAUSE) >= 0) {
      context.freezes().freeze(account, why, Freezes.CAP);
    }
  }

  /** What was refused so far. */
  Refusals refusals() {
    return noted;
  }

  /** Forgets what it noted of every case but these. */
  void keep(Set<String> caseIds) {
    noted.keep(caseIds);
    unreadable.keep(caseIds);
  }

  private static @Nullable Objection firstObjection(List<Guard> guards, Question question) {
    for (var guard : guards) {
      var answer = guard.ask(question);
      if (!answer.holds()) {
        return answer;
      }
    }
    return null;
  }
}
