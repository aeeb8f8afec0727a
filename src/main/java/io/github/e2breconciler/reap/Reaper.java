package io.github.e2breconciler.reap;

import io.github.e2breconciler.cost.CostModel;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Verdict;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judging, acting and verifying. Acting and verifying take the account's turn and keep it through
 * all their calls to E2B, so of each account at most one thread acts, and no request is looked
 * after while it is still under way. Judging, and whatever a person asks for, takes no turn and
 * waits for no call: an intent is stored only for a case that is as it was judged. A turn is never
 * taken inside a store transaction.
 */
public final class Reaper {

  private static final Logger log = LoggerFactory.getLogger(Reaper.class);

  private final ReapContext context;
  private final CapCount caps;
  private final Gate gate;
  private final Judge judge;
  private final Ladder ladder;
  private final Verifier verifier;
  private final ReapMeters meters;
  private final Money money;
  private final Map<AccountId, ReentrantLock> turns = new ConcurrentHashMap<>();

  /**
   * The only reaper of its store.
   *
   * @param storeCreatedAt since when the store has watched, by our clock
   */
  public Reaper(ReapContext context, Instant storeCreatedAt, CostModel prices) {
    this.context = context;
    var settings = context.settings();
    this.caps = new CapCount(settings.limits().caps(), context.store(), context.clock());
    var intents = new Intents(context, caps);
    this.gate = new Gate(context, guards(storeCreatedAt), intents);
    this.judge = new Judge(context);
    this.ladder = new Ladder(context.policies(), settings.mode(), settings.limits().window());
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

  /** Every guard, in the order in which people read them. */
  private List<Guard> guards(Instant storeCreatedAt) {
    var watch =
        new WorldGuards.Watch(
            context.freezes(), caps, storeCreatedAt, this::storeTrouble, context.leadership());
    var ofCase =
        new CaseGuards(context.settings(), context.snoozes(), context.leases()::renewedSince);
    var ofWorld = new WorldGuards(context.settings(), watch);
    return Stream.concat(ofCase.all().stream(), ofWorld.all().stream()).toList();
  }

  /** Judges all of an account and brings its cases in line; returns verdicts by their label. */
  public Map<String, Integer> judge(Standing standing) {
    var verdicts = new TreeMap<String, Integer>();
    for (var judged : judge.judge(standing)) {
      meters.count(judged);
      verdicts.merge(judged.judgement().verdict().label(), 1, Integer::sum);
    }
    return verdicts;
  }

  /** Takes the next step of every case of the account that is due for one. */
  public List<Result> act(Standing standing, Ticket ticket) {
    var turn = turn(standing.account());
    turn.lock();
    try {
      var due = due(standing.account(), ticket);
      @Nullable String over = ticket.plan() ? null : overCap(due, standing, ticket);
      var results = new ArrayList<Result>();
      var begun = 0;
      for (var subject : due) {
        var begins = begins(subject, ticket);
        if (begins && over == null) { // guards may open while a pass goes on
          over = frozenIf(caps.exceededWithin(begun + 1, standing.running()), standing);
        }
        results.add(
            begins && over != null
                ? gate.refuse(subject, ladder.step(subject), new Objection("caps", false, over))
                : stepSafely(subject, standing, ticket));
        begun += begins && caps.counted(subject) ? 1 : 0;
      }
      results.forEach(meters::count);
      return results;
    } finally {
      turn.unlock();
    }
  }

  /**
   * Looks what became of requests that were sent; returns what is settled now. An account that is
   * being acted on is left for the next time.
   */
  public List<Result> verify(Function<AccountId, Standing> standings) {
    var settled = new ArrayList<Result>();
    for (var account : verifier.accounts()) {
      var turn = turn(account);
      if (turn.tryLock()) {
        try {
          settled.addAll(
              verifier.step(account, subject -> standings.apply(subject.key().account())));
        } finally {
          turn.unlock();
        }
      }
    }
    for (var result : settled) {
      meters.count(result);
      if (Money.stopsCost(result)) {
        var account = standings.apply(result.subject().key().account());
        money.count(result, account.e2bTime(context.clock().instant()));
      }
    }
    return settled;
  }

  /** When a request wants to be looked after, or null if none is open. */
  public @Nullable Instant nextVerification() {
    return verifier.next();
  }

  private ReentrantLock turn(AccountId account) {
    return turns.computeIfAbsent(account, _ -> new ReentrantLock());
  }

  /** When a case of the account may next take a step, by mode, grace and windows; null for none. */
  public @Nullable Instant nextDue(AccountId account) {
    var now = context.clock().instant();
    return context.cases().open().stream()
        .filter(subject -> subject.key().account().equals(account))
        .filter(subject -> ladder.ceiling(subject) != Action.OBSERVE)
        .map(subject -> ladder.nextChance(subject, now))
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .orElse(null);
  }

  /** What would be done to a sandbox now, and why; null if it is not in the mirror. */
  public @Nullable Explanation explain(SandboxKey key, Standing standing) {
    var sandbox = context.inventory().find(key);
    if (sandbox == null) {
      return null;
    }
    var now = context.clock().instant();
    var judgement = judge.judge(sandbox, standing, now).judgement();
    var open = context.cases().open(key);
    var policy = judgement.policy();
    var subject =
        open != null || policy == null || !judgement.verdict().decisive()
            ? open
            : judge.draft(sandbox, judgement, policy, standing, now);
    var guards =
        subject == null
            ? List.<Objection>of()
            : gate.explain(subject, ladder.step(subject), standing);
    var until =
        judgement.verdict() instanceof Verdict.Wait(var at, var _)
            ? at
            : subject == null ? null : ladder.opening(subject, subject.due());
    return new Explanation(sandbox, judgement, facts(sandbox, standing), guards, until, open);
  }

  private List<Input> facts(Sandbox sandbox, Standing standing) {
    var lease = context.leases().stateOf(sandbox, standing.skew());
    return List.of(
        Input.of("state", sandbox.state().label(), sandbox.observedAt()),
        Input.of("startedAt", sandbox.startedAt(), sandbox.observedAt()),
        Input.of("endAt", sandbox.endAt(), sandbox.observedAt()),
        Input.of("template", sandbox.template(), sandbox.observedAt()),
        Input.of("metadata", sandbox.metadata(), sandbox.observedAt()),
        Input.of("source", sandbox.source().label()),
        Input.of("lease", Evidence.describe(lease)));
  }

  /** Leaves the sandbox of a case alone for a while; null if there is no such case. */
  public @Nullable Case snooze(String caseId, Duration span, String reason) {
    var subject = context.cases().find(caseId);
    if (subject != null) {
      context.snoozes().snooze(subject.key(), span, reason);
    }
    return subject;
  }

  /** Closes a case, to be judged anew; null if there is no such open case. */
  public @Nullable Case release(String caseId, String reason) {
    return change(
        caseId,
        "released",
        reason,
        subject ->
            subject.to(CaseState.RELEASED, context.clock().instant(), subject.due(), reason));
  }

  /** Skips mark grace and quarantine of a case; null if there is no such open case. */
  public @Nullable Case approve(String caseId, String reason) {
    return change(
        caseId, "approved", reason, subject -> subject.approve(context.clock().instant()));
  }

  public double dollarsPerHour(Case subject) {
    return money.dollarsPerHour(subject);
  }

  public double dollarsPerHourEnded(Result result) {
    return money.dollarsPerHourEnded(result);
  }

  private @Nullable Case change(
      String caseId, String what, String reason, Function<Case, Case> step) {
    return context
        .cases()
        .changing(() -> {
          var subject = context.cases().find(caseId);
          if (subject == null || !subject.open() || subject.state().acting()) {
            return null;
          }
          return context.cases().save(step.apply(subject), what, Evidence.note(reason));
        });
  }

  private List<Case> due(AccountId account, Ticket ticket) {
    var now = context.clock().instant();
    return context.cases().open().stream()
        .filter(subject -> subject.key().account().equals(account))
        .filter(subject -> !ticket.excludes(subject))
        .filter(subject -> isDue(subject, now))
        .sorted(Comparator.comparing(Case::due).thenComparing(Case::key))
        .toList();
  }

  private boolean isDue(Case subject, Instant now) {
    var due = ladder.nextDue(subject);
    return due != null && !due.isAfter(now);
  }

  /** One bad item must not stop the pass. */
  private Result stepSafely(Case subject, Standing standing, Ticket ticket) {
    try {
      return step(subject, standing, ticket);
    } catch (RuntimeException e) {
      log.error("step failed, its case waits for the next pass sandbox={}", subject.key(), e);
      return Result.of(subject, ladder.step(subject), Outcome.FAILED, "our own fault, see the log");
    }
  }

  private Result step(Case subject, Standing standing, Ticket ticket) {
    var step = ladder.step(subject);
    if (ladder.ceiling(subject) != Action.NOTIFY || subject.state() == CaseState.PAUSED) {
      return gate.act(subject, step, standing, ticket);
    }
    if (ticket.plan()) {
      return Result.of(subject, Action.NOTIFY, Outcome.PLANNED, subject.reason());
    }
    var now = context.clock().instant();
    var told = subject.to(CaseState.NOTIFIED, now, subject.due(), "people were told");
    context.cases().save(told, "notified", Evidence.note(subject.reason()));
    log.warn(
        "orphan sandbox={} policy={} reason=\"{}\"",
        subject.key(),
        subject.policy(),
        subject.reason());
    return Result.of(told, Action.NOTIFY, Outcome.NOTIFIED, subject.reason());
  }

  private boolean begins(Case subject, Ticket ticket) {
    return ladder.step(subject).compareTo(Action.PAUSE) >= 0
        && !ticket.covers(subject)
        && !caps.counted(subject);
  }

  /** Which cap this pass would exceed; then the account is frozen and nothing begins. */
  private @Nullable String overCap(List<Case> due, Standing standing, Ticket ticket) {
    var beginning =
        (int)
            due.stream()
                .filter(subject -> begins(subject, ticket))
                .filter(subject -> ladder.ceiling(subject).compareTo(Action.NOTIFY) > 0)
                .filter(subject ->
                    gate.ask(subject, ladder.step(subject), standing, ticket).stream()
                        .allMatch(each -> each.holds() || each.guard().equals("caps")))
                .count();
    return frozenIf(
        caps.exceededByPass(standing.account(), beginning, standing.running()), standing);
  }

  private @Nullable String frozenIf(@Nullable String over, Standing standing) {
    if (over != null) {
      context.freezes().freeze(standing.account(), over, Freezes.CAP);
    }
    return over;
  }

  private @Nullable String storeTrouble() {
    var health = context.store().health();
    return health.ok() ? null : "the store is in trouble: " + health.trouble();
  }
}
