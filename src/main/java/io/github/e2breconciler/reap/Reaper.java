package io.github.e2breconciler.reap;

import io.github.e2breconciler.cost.CostModel;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judging, acting and verifying. Acting and verifying take the account's turn and keep it through
 * all their calls to E2B, so of each account at most one thread acts, and no request is looked
 * after while it is still under way. Judging, and whatever a person asks for, takes no turn and
 * waits for no call: an intent is stored only for a case that is as it was judged. A turn is never
 * taken inside a store transaction.
 */
public final class Reaper {

  private final ReapContext context;
  private final Gate gate;
  private final Judge judge;
  private final Ladder ladder;
  private final Explainer explainer;
  private final Steps steps;
  private final Verifier verifier;
  private final Announcer announcer;
  private final ReapMeters meters;
  private final Money money;
  private final Map<AccountId, Lock> turns = new ConcurrentHashMap<>();

  /** The only reaper of its store. */
  public Reaper(ReapContext context, CostModel prices) {
    this.context = context;
    var settings = context.settings();
    var caps = new CapCount(settings.limits().caps(), context.store(), context.clock());
    var intents = new Intents(context, caps);
    this.gate = new Gate(context, guards(caps), intents);
    this.judge = new Judge(context);
    this.ladder = new Ladder(context.policies(), context::mode, settings.limits().window());
    this.explainer = new Explainer(context, judge, gate, ladder);
    this.announcer = new Announcer(context, ladder);
    this.steps = new Steps(context, caps, gate, ladder, announcer);
    this.verifier = new Verifier(context, intents);
    this.meters =
        new ReapMeters(context.meters(), context.settings().scopes().keySet(), context.policies());
    CapMeters.register(
        caps,
        context.settings().limits().caps(),
        context.settings().scopes().keySet(),
        context.meters());
    this.money = new Money(prices, context.settings().scopes().keySet(), context.meters());
  }

  /** Every guard, in the order in which they are asked. */
  private List<Guard> guards(CapCount caps) {
    var watch =
        new WorldGuards.Watch(
            context.freezes(),
            context.leases().lastHeard(),
            caps,
            context.store()::health,
            context.leadership());
    var ofCase =
        new CaseGuards(context.settings(), context::mode, context.snoozes(), context.leases());
    var ofWorld = new WorldGuards(context.settings(), watch);
    return Stream.of(ofCase.all(), ofWorld.all(), List.of(ofCase.armed()))
        .flatMap(List::stream)
        .toList();
  }

  /** Judges all of an account and brings its cases in line; returns verdicts by their label. */
  public Map<String, Integer> judge(Standing standing) {
    var verdicts = judge.judge(standing);
    meters.count(verdicts);
    announcer.look(standing.account());
    gate.keep(
        context.cases().open().stream().map(Case::id).collect(Collectors.toUnmodifiableSet()));
    return verdicts.byLabel();
  }

  /** The newest refusal of an open case, or null if no guard has refused it since start. */
  public @Nullable Refusal lastRefusal(Case subject) {
    return gate.refusals().last(subject.id());
  }

  /** Takes the next step of every case of the account that is due for one, to the end. */
  public List<Result> act(Standing standing, Ticket ticket) {
    var results = new ArrayList<Result>();
    act(standing, ticket, Progress.into(results));
    return results;
  }

  /** The same, for as long as {@code progress} wants it. */
  public void act(Standing standing, Ticket ticket, Progress progress) {
    var turn = turn(standing.account());
    turn.lock();
    try {
      steps.take(standing, ticket, new Counted(progress, meters));
    } finally {
      turn.unlock();
    }
  }

  private record Counted(Progress progress, ReapMeters meters) implements Progress {
    @Override
    public boolean goesOn() {
      return progress.goesOn();
    }

    @Override
    public void took(Result result) {
      meters.count(result);
      progress.took(result);
    }
  }

  /**
   * Looks what became of requests that were sent; returns what is settled now. An account that is
   * being acted on is left for the next time.
   *
   * @param standings where an account stands; null for one that is no longer configured, of whose
   *     requests nothing can be learned
   */
  public List<Result> verify(Function<AccountId, @Nullable Standing> standings) {
    var settled = new ArrayList<Result>();
    for (var account : verifier.accounts()) {
      var turn = turn(account);
      if (turn.tryLock()) {
        try {
          settled.addAll(verify(account, standings.apply(account)));
        } finally {
          turn.unlock();
        }
      }
    }
    return settled;
  }

  private List<Result> verify(AccountId account, @Nullable Standing standing) {
    var settled = verifier.step(account, standing);
    var now = context.clock().instant();
    for (var result : settled) {
      meters.count(result);
      announcer.settled(result);
      if (Money.stopsCost(result)) {
        money.count(result, standing == null ? now : standing.e2bTime(now));
      }
    }
    return settled;
  }

  /** When a request wants to be looked after, or null if none is open. */
  public @Nullable Instant nextVerification() {
    return verifier.next();
  }

  private Lock turn(AccountId account) {
    return turns.computeIfAbsent(account, _ -> context.store().turns().lock());
  }

  /** When the cases of the account may next take a step, by mode, grace and windows. */
  public Stream<Instant> nextDue(AccountId account) {
    var now = context.clock().instant();
    return context.cases().open().stream()
        .filter(subject -> subject.key().account().equals(account))
        .filter(subject -> ladder.ceiling(subject) != Action.OBSERVE)
        .map(subject -> ladder.nextChance(subject, now))
        .flatMap(Stream::ofNullable);
  }

  /** What would be done to a sandbox now, and why; null if it is not in the mirror. */
  public @Nullable Explanation explain(SandboxKey key, Standing standing) {
    return explainer.explain(key, standing);
  }

  /** Until when a person wants the sandbox left alone, or null. */
  public @Nullable Instant snoozedUntil(SandboxKey key) {
    var snooze = context.snoozes().holding(key);
    return snooze == null ? null : Instant.ofEpochMilli(snooze.until());
  }

  /**
   * Leaves the sandbox of a case alone for a while, or for longer where somebody asked for that;
   * null if there is no such case.
   */
  public @Nullable Case snooze(String caseId, Duration span, String reason) {
    return snoozed(
        caseId, reason, subject -> context.snoozes().snooze(subject.key(), span, reason));
  }

  /** The same, but no longer than that whatever anybody asked for before. */
  public @Nullable Case shortenSnooze(String caseId, Duration span, String reason) {
    return snoozed(
        caseId, reason, subject -> context.snoozes().shorten(subject.key(), span, reason));
  }

  private @Nullable Case snoozed(String caseId, String reason, Consumer<Case> snooze) {
    var subject = context.cases().find(caseId);
    if (subject != null) {
      snooze.accept(subject);
      CaseBook.told(subject, "snoozed", reason);
    }
    return subject;
  }

  /** Closes a case, to be judged anew; null if there is no such open case. */
  public @Nullable Case release(String caseId, String reason) {
    return context
        .cases()
        .byPerson(
            caseId,
            "released",
            reason,
            subject ->
                subject.to(CaseState.RELEASED, context.clock().instant(), subject.due(), reason));
  }

  /** Skips mark grace and quarantine of a case; null if there is no such open case. */
  public @Nullable Case approve(String caseId, String reason) {
    return context
        .cases()
        .byPerson(
            caseId, "approved", reason, subject -> subject.approve(context.clock().instant()));
  }

  public double dollarsPerHour(Case subject) {
    return money.dollarsPerHour(subject);
  }

  /** What a step's sandbox has to do with money, now. */
  public Worth worth(Result result, Standing standing) {
    return money.worth(
        result.subject(), result.step(), standing.e2bTime(context.clock().instant()));
  }

  public double dollarsPerHourEnded(Result result) {
    return money.dollarsPerHourEnded(result);
  }
}
