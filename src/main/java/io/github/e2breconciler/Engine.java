package io.github.e2breconciler;

import io.github.e2breconciler.cost.CostModel;
import io.github.e2breconciler.e2b.WebhookMode;
import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.inventory.Mirror;
import io.github.e2breconciler.lease.Hearing;
import io.github.e2breconciler.lease.LeaseBook;
import io.github.e2breconciler.notify.Herald;
import io.github.e2breconciler.notify.Notices;
import io.github.e2breconciler.reap.CaseBook;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.reap.ReapContext;
import io.github.e2breconciler.reap.Reaper;
import io.github.e2breconciler.reap.Snoozes;
import io.github.e2breconciler.reconcile.AccountWatch;
import io.github.e2breconciler.reconcile.EventIntake;
import io.github.e2breconciler.reconcile.FirstWalk;
import io.github.e2breconciler.reconcile.Passes;
import io.github.e2breconciler.reconcile.Suspicions;
import io.github.e2breconciler.reconcile.WatchContext;
import io.github.e2breconciler.reconcile.WebhookGuard;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.webhook.Reception;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The daemon without sockets and threads: every part, and the steps that keep it going.
 *
 * <p>Whoever runs it, loops in production or a scheduler on virtual time, calls {@link #recover}
 * once and then repeats the {@link #steps}.
 */
public final class Engine {

  /** The step that runs passes. */
  static final String PASSES = "passes";

  /** The step that notes that we hear. */
  static final String HEARING = "hearing";

  /** What the steps of accounts are called, before the account's name. */
  static final String WATCH = "watch-";

  /** The same for the steps that look after their webhooks. */
  static final String WEBHOOK = "webhook-";

  private final Settings settings;
  private final Surroundings around;
  private final Inventory inventory;
  private final DriftLog drifts;
  private final Suspicions suspicions;
  private final EventIntake intake;
  private final Reception reception;
  private final Mirror mirror;
  private final LeaseBook leases;
  private final Hearing hearing;
  private final CaseBook cases;
  private final Freezes freezes;
  private final Snoozes snoozes;
  private final CostModel costs;
  private final @Nullable Herald herald;
  private final Reaper reaper;
  private final Map<AccountId, AccountWatch> watches = new LinkedHashMap<>();
  private final List<Step> guards = new ArrayList<>();
  private final Passes passes;

  /** Something to repeat: does what is due and returns the pause until it is useful again. */
  public record Step(String name, Supplier<Duration> work) {}

  public Engine(Settings settings, Surroundings around) {
    this.settings = settings;
    this.around = around;
    var store = around.store();
    var clock = around.clock();
    var meters = around.meters();
    var accounts = settings.accounts().stream().map(AccountSettings::id).toList();
    Supplier<String> ids = this::id;
    inventory = new Inventory(clock, around.ticker());
    drifts = new DriftLog(store, clock, ids, accounts, meters);
    suspicions = new Suspicions(accounts, meters);
    intake = new EventIntake(store, inventory, drifts, suspicions, clock);
    reception =
        new Reception(
            settings.webhook().accounts(),
            new Inbox(intake, suspicions),
            clock,
            around.ticker(),
            meters);
    mirror = new Mirror(store, inventory, clock);
    leases = new LeaseBook(store, clock, settings.ownerKey(), meters);
    var longestWait = settings.reap().timings().longestWait(settings.policies());
    cases = new CaseBook(store, leases.lastHeard(), clock, longestWait, meters);
    snoozes = new Snoozes(store, clock);
    hearing =
        new Hearing(
            store, leases, Hearing.Waiting.both(cases, snoozes), clock, around.ticker()::read);
    freezes = new Freezes(store, settings.reap().limits().freezeFile(), clock, meters);
    costs = new CostModel(settings.prices());
    var route = new Herald.Route(around.courier(), clock, around.ticker()::read, ids);
    herald =
        settings.notices().url() == null ? null : new Herald(settings.notices(), route, meters);
    var reaping =
        new ReapContext(
            settings.reap(),
            settings.policies(),
            store,
            inventory,
            leases,
            cases,
            freezes,
            snoozes,
            store::lockLost,
            herald == null ? Notices.NONE : herald,
            clock,
            around.ticker()::read,
            ids,
            meters);
    reaper = new Reaper(reaping, costs);
    var watching =
        new WatchContext(
            settings.reconcile(),
            store,
            inventory,
            drifts,
            intake,
            leases,
            freezes,
            suspicions,
            new ConcurrentHashMap<>(),
            clock,
            around.ticker()::read,
            around.random(),
            ids,
            meters);
    FirstWalk.forgetThoseNotHeard(store, accounts, settings.ownerKey());
    for (var account : settings.accounts()) {
      var watch = watch(account, watching);
      watches.put(account.id(), watch);
      guards.add(new Step(WEBHOOK + account.id(), guard(account, watch, watching)::step));
    }
    passes =
        new Passes(
            watches,
            reaper,
            new Passes.PassContext(
                settings.reconcile(), store, clock, around.random(), ids, meters));
  }

  private AccountWatch watch(AccountSettings account, WatchContext context) {
    var reached =
        new AccountWatch.Account(
            account.id(),
            account.e2b().url(),
            account.e2b().key(),
            around.api().apply(account),
            account.scope(),
            account.webhookMode() != WebhookMode.OFF,
            settings.sharing(account));
    return new AccountWatch(reached, context);
  }

  private static WebhookGuard guard(
      AccountSettings account, AccountWatch watch, WatchContext context) {
    var secrets = account.webhook().secrets();
    var care =
        new WebhookGuard.WebhookCare(
            account.webhookMode(),
            account.publicUrl(),
            secrets.isEmpty() ? null : secrets.getFirst());
    return new WebhookGuard(
        watch.standing(),
        care,
        context,
        new WebhookGuard.Feed(watch::feedWorks, watch::feedPending));
  }

  /** Takes up what the store remembers; before anything else runs. */
  public void recover() {
    leases.load();
    cases.load();
    snoozes.load();
    hearing.step();
    freezes.load();
    drifts.load();
    intake.replay(mirror.load());
  }

  /** What is to be repeated, each on a thread or a timer of its own. */
  public List<Step> steps() {
    var steps = new ArrayList<Step>();
    steps.add(new Step("store", around.store()::watch));
    if (herald != null) {
      steps.add(new Step("notify", herald::step));
    }
    steps.add(new Step(HEARING, hearing::step));
    steps.add(new Step("mirror", mirror::step));
    steps.add(new Step("drift", drifts::step));
    watches.forEach((id, watch) -> steps.add(new Step(WATCH + id, watch::step)));
    steps.addAll(guards);
    var housekeeping = new Housekeeping(around, inventory, leases, snoozes, watches.values());
    steps.add(new Step(PASSES, passes::step));
    steps.add(new Step("housekeeping", housekeeping::step));
    return List.copyOf(steps);
  }

  /** Tells people what is left to tell; once no step runs any more. */
  public void farewell() {
    if (herald != null) {
      herald.farewell();
    }
  }

  public Settings settings() {
    return settings;
  }

  public Surroundings around() {
    return around;
  }

  public Inventory inventory() {
    return inventory;
  }

  /** How many beliefs the store does not hold as they are. */
  public int unwritten() {
    return mirror.unwritten();
  }

  public DriftLog drifts() {
    return drifts;
  }

  public EventIntake intake() {
    return intake;
  }

  /** Where webhooks are brought to. */
  public Reception reception() {
    return reception;
  }

  public Suspicions suspicions() {
    return suspicions;
  }

  public LeaseBook leases() {
    return leases;
  }

  public CaseBook cases() {
    return cases;
  }

  public Freezes freezes() {
    return freezes;
  }

  public CostModel costs() {
    return costs;
  }

  public Reaper reaper() {
    return reaper;
  }

  public Map<AccountId, AccountWatch> watches() {
    return Map.copyOf(watches);
  }

  public Passes passes() {
    return passes;
  }

  private String id() {
    return new UUID(around.random().nextLong(), around.random().nextLong()).toString();
  }
}
