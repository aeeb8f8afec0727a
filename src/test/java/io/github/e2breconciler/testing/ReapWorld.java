package io.github.e2breconciler.testing;

import io.github.e2breconciler.cost.CostModel;
import io.github.e2breconciler.cost.Prices;
import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.lease.LeaseBook;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.lease.Renewal;
import io.github.e2breconciler.notify.Notice;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Condition;
import io.github.e2breconciler.policy.Match;
import io.github.e2breconciler.policy.Policies;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.policy.Protection;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.policy.Window;
import io.github.e2breconciler.reap.Caps;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.reap.CaseBook;
import io.github.e2breconciler.reap.CaseState;
import io.github.e2breconciler.reap.FreezeFile;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.reap.Leadership;
import io.github.e2breconciler.reap.Limits;
import io.github.e2breconciler.reap.ReapContext;
import io.github.e2breconciler.reap.ReapSettings;
import io.github.e2breconciler.reap.Reaper;
import io.github.e2breconciler.reap.Result;
import io.github.e2breconciler.reap.Snoozes;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.reap.Ticket;
import io.github.e2breconciler.reap.Timings;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Size;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.store.Fault;
import io.github.e2breconciler.store.IntentRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A reaper on a fake E2B, a fake clock and a store in memory. {@link #restart} throws away every
 * object but the store, as a crash does. Not thread-safe.
 */
public final class ReapWorld {

  public static final AccountId ACCOUNT = new AccountId("default");
  public static final SandboxId SANDBOX = new SandboxId("isandbox1");
  public static final SandboxKey KEY = new SandboxKey(ACCOUNT, SANDBOX);
  public static final Map<String, String> METADATA = Map.of("app", "test", "owner", "job-42");

  /** Condemns a minute past the planned end, gives five more, and may kill. */
  public static final Policy OVERDUE =
      policy("overdue", new Condition.Overdue(Duration.ofMinutes(1)), Action.KILL);

  public static final Policy LEASE_EXPIRED =
      policy("lease", new Condition.LeaseExpired(), Action.KILL);

  public static final Duration LIFE = Duration.ofMinutes(10);

  private static final String IN_MEMORY = "jdbc:sqlite::memory:";

  private final FakeClock clock;
  private final FakeE2bApi api;
  private final Store store;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Notice> notices = new ArrayList<>();
  private boolean deaf;
  private Action mode = Action.KILL;
  private Scope scope = new Scope(Map.of("app", "test"));
  private Protection protection = new Protection(Map.of(), Set.of(), Set.of());
  private Timings timings =
      new Timings(
          Duration.ofMinutes(5),
          Duration.ofHours(24),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10));
  private Caps caps = new Caps(10, 100, 60, 500);
  private Window window = Window.ALWAYS;
  private FreezeFile freezeFile = FreezeFile.NONE;
  private Leadership leadership = () -> null;
  private Policies policies = new Policies(List.of(OVERDUE, LEASE_EXPIRED));
  private Instant watchedSince = FakeClock.START;
  private int ids;
  private Inventory inventory;
  private LeaseBook leases;
  private CaseBook cases;
  private Freezes freezes;
  private Snoozes snoozes;
  private Reaper reaper;
  private Standing standing;

  public ReapWorld() {
    this(Fault.NONE);
  }

  public ReapWorld(Fault fault) {
    this(new FakeClock(), fault);
  }

  private ReapWorld(FakeClock clock, Fault fault) {
    this(clock, new FakeE2bApi(clock), IN_MEMORY, fault);
  }

  private ReapWorld(FakeClock clock, FakeE2bApi api, String store, Fault fault) {
    this.clock = clock;
    this.api = api;
    this.store = Store.open(new StoreSettings(store), clock, meters, fault);
    restart();
  }

  /** One whose store outlives a connection that dies in a commit. */
  public static ReapWorld onDisk(Path file, Fault fault) {
    var clock = new FakeClock();
    return new ReapWorld(clock, new FakeE2bApi(clock), "jdbc:sqlite:" + file, fault);
  }

  /** Another deployment at the same E2B, by the same clock, with a store of its own. */
  public ReapWorld beside() {
    return new ReapWorld(clock, api, IN_MEMORY, Fault.NONE);
  }

  public static Policy policy(String name, Condition condition, Action action) {
    return new Policy(name, condition, Match.ALL, Duration.ofMinutes(5), action);
  }

  /** What a restart does: only the store, and E2B, remember. */
  public void restart() {
    store.check(); // one that is opened anew knows of no trouble
    inventory = new Inventory(clock, clock);
    leases = new LeaseBook(store, clock, "owner", meters);
    leases.load();
    cases = new CaseBook(store, leases.lastHeard(), clock, timings.longestWait(policies), meters);
    cases.load();
    freezes = new Freezes(store, freezeFile, clock, meters);
    freezes.load();
    snoozes = new Snoozes(store, clock);
    snoozes.load();
    var settings =
        new ReapSettings(
            mode,
            Map.of(ACCOUNT, scope),
            protection,
            timings,
            new Limits(caps, window, freezeFile));
    var context =
        new ReapContext(
            settings,
            policies,
            store,
            inventory,
            leases,
            cases,
            freezes,
            snoozes,
            () -> leadership.lost(),
            notice -> !deaf && notices.add(notice),
            clock,
            clock::read,
            () -> "id-%06d".formatted(ids++),
            meters);
    var prices = new Prices(14_000, 4_500, Duration.ofHours(24));
    reaper = new Reaper(context, new CostModel(prices));
    standing = new Standing(ACCOUNT, api, clock, clock::read);
    standing.watchedSince(watchedSince);
  }

  // Settings, which hold from the restart that each of them is.

  public ReapWorld mode(Action mode) {
    this.mode = mode;
    return restarted();
  }

  public ReapWorld scope(Map<String, String> metadata) {
    this.scope = new Scope(metadata);
    return restarted();
  }

  public ReapWorld protection(Protection protection) {
    this.protection = protection;
    return restarted();
  }

  public ReapWorld timings(Timings timings) {
    this.timings = timings;
    return restarted();
  }

  public ReapWorld caps(Caps caps) {
    this.caps = caps;
    return restarted();
  }

  public ReapWorld window(Window window) {
    this.window = window;
    return restarted();
  }

  public ReapWorld freezeFile(FreezeFile freezeFile) {
    this.freezeFile = freezeFile;
    return restarted();
  }

  public ReapWorld policies(Policy... policies) {
    this.policies = new Policies(List.of(policies));
    return restarted();
  }

  public ReapWorld watchedSince(Instant watchedSince) {
    this.watchedSince = watchedSince;
    return restarted();
  }

  private ReapWorld restarted() {
    restart();
    return this;
  }

  // What happens.

  /** Who leads from now on; at first we do. */
  public void leadership(Leadership leadership) {
    this.leadership = leadership;
  }

  /** Whether nobody can be told anything. */
  public void deaf(boolean deaf) {
    this.deaf = deaf;
  }

  /** A sandbox that starts now and is to end after {@link #LIFE}. */
  public SandboxRow born(SandboxId sandbox) {
    var now = clock.instant();
    var row =
        new SandboxRow(
            sandbox, State.RUNNING, "base", METADATA, now, now.plus(LIFE), new Size(2, 512));
    api.put(row);
    return row;
  }

  /** {@code count} sandboxes, called {@code isandbox1} and so on. */
  public void born(int count) {
    for (var i = 1; i <= count; i++) {
      born(new SandboxId("isandbox" + i));
    }
  }

  /** A complete walk, merged; two that lack a sandbox are followed by a read of it. */
  public void walk() {
    var page = api.list(null);
    var seen = new HashSet<SandboxId>();
    for (var row : page.rows()) {
      seen.add(row.sandbox());
      inventory.apply(ACCOUNT, new Observation.Seen(row, Source.LIST, page.asOf()));
    }
    for (var sandbox : inventory.living(ACCOUNT).toList()) {
      var id = sandbox.key().sandbox();
      if (!seen.contains(id)) {
        inventory.apply(ACCOUNT, new Observation.Absent(id, page.asOf()));
        if (inventory.absentWalks(sandbox.key()) > 1
            && api.readNow(id) instanceof Reading.Missing(var asOf)) {
          inventory.apply(ACCOUNT, new Observation.NotFound(id, asOf));
        }
      }
    }
    var running = page.rows().stream().filter(row -> row.state() == State.RUNNING).count();
    standing.walked(clock.instant(), (int) running);
  }

  /** Walk, judge, act. */
  public List<Result> pass() {
    return pass(Ticket.ORDINARY);
  }

  public List<Result> pass(Ticket ticket) {
    walk();
    reaper.judge(standing);
    return reaper.act(standing, ticket);
  }

  public List<Result> verify() {
    return reaper.verify(_ -> standing);
  }

  /** Looks every two seconds for as long; returns what was settled. */
  public List<Result> verifyFor(Duration span) {
    var settled = new ArrayList<Result>();
    var end = clock.instant().plus(span);
    settled.addAll(verify());
    while (clock.instant().isBefore(end)) {
      clock.advance(Duration.ofSeconds(2));
      settled.addAll(verify());
    }
    return settled;
  }

  public void advance(Duration span) {
    clock.advance(span);
  }

  /**
   * From its birth to the moment at which the default policy's grace is over: due, not acted on.
   */
  public ReapWorld condemned() {
    clock.advance(Duration.ofSeconds(1));
    born(SANDBOX);
    return due();
  }

  /** Past the end, marked, past grace and judged due; fresh from a walk. */
  public ReapWorld due() {
    clock.advance(LIFE.plusMinutes(1));
    walk();
    reaper.judge(standing);
    clock.advance(Duration.ofMinutes(5));
    walk();
    reaper.judge(standing);
    return this;
  }

  /** A restarted reaper becomes able to act again. */
  public ReapWorld settled() {
    walk();
    clock.advance(timings.settle());
    walk();
    return this;
  }

  /** A heartbeat for {@link #SANDBOX}. */
  public Renewal heartbeat(Duration ttl) {
    return leases.renew(List.of(LeaseKey.sandbox(null, SANDBOX)), ttl, "test").getFirst();
  }

  /** A heartbeat for all sandboxes of their owner. */
  public Renewal ownerHeartbeat(Duration ttl) {
    return leases.renew(List.of(LeaseKey.owner(null, "job-42")), ttl, "test").getFirst();
  }

  /** A read by itself shows this. */
  public void see(SandboxRow row) {
    inventory.apply(ACCOUNT, new Observation.Seen(row, Source.READ, clock.instant()));
  }

  // What came of it.

  /** The newest case of {@link #SANDBOX}; fails where there is none. */
  public Case subject() {
    return subject(SANDBOX);
  }

  public Case subject(SandboxId sandbox) {
    return cases.page("", 1_000, false).stream()
        .filter(each -> each.key().sandbox().equals(sandbox))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no case of " + sandbox));
  }

  public CaseState state() {
    return subject().state();
  }

  public List<IntentRow> openIntents() {
    return store.read(tx -> tx.intents().open());
  }

  public FakeClock clock() {
    return clock;
  }

  public FakeE2bApi api() {
    return api;
  }

  public Store store() {
    return store;
  }

  /** What people were told so far. */
  public List<Notice> notices() {
    return notices;
  }

  public SimpleMeterRegistry meters() {
    return meters;
  }

  public Inventory inventory() {
    return inventory;
  }

  public LeaseBook leases() {
    return leases;
  }

  public CaseBook cases() {
    return cases;
  }

  public Snoozes snoozes() {
    return snoozes;
  }

  public Freezes freezes() {
    return freezes;
  }

  public Reaper reaper() {
    return reaper;
  }

  public Standing standing() {
    return standing;
  }
}
