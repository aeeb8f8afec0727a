package io.github.e2breconciler.testing;

import static java.util.Objects.requireNonNull;

import io.github.e2breconciler.e2b.E2bApi;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An E2B of rows in a map that does as it is told: each operation answers from the map, or as the
 * next script for it says. Keeps a log of calls. Not thread-safe.
 */
public final class FakeE2bApi implements E2bApi {

  private final FakeClock clock;
  private final Map<SandboxId, SandboxRow> rows = new LinkedHashMap<>();
  private final List<LifecycleEvent> feed = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final FakeWebhooks hooks = new FakeWebhooks(this::logged);
  private final Set<SandboxId> crashed = new HashSet<>();
  private final Set<SandboxId> poisoned = new HashSet<>();
  private final Deque<Function<SandboxId, PauseAnswer>> pauses = new ArrayDeque<>();
  private final Deque<Function<SandboxId, KillAnswer>> kills = new ArrayDeque<>();
  private final Deque<Function<SandboxId, Reading>> reads = new ArrayDeque<>();
  private final Deque<Function<@Nullable String, Page>> lists = new ArrayDeque<>();
  private Set<String> askedFor = Set.of();
  private E2bException.@Nullable Kind feedTrouble;
  private E2bException.@Nullable Kind filterTrouble;
  private boolean ignoresFilters;
  private BooleanSupplier unplugged = () -> false;
  private boolean circuitOpen;
  private boolean resting;
  private @Nullable Long skewMillis = 0L;

  public FakeE2bApi(FakeClock clock) {
    this.clock = clock;
  }

  // What there is.

  public void put(SandboxRow row) {
    rows.put(row.sandbox(), row);
  }

  public SandboxRow row(SandboxId sandbox) {
    return requireNonNull(rows.get(sandbox));
  }

  /** All there is, oldest first. */
  public List<SandboxRow> rows() {
    return List.copyOf(rows.values());
  }

  public void remove(SandboxId sandbox) {
    rows.remove(sandbox);
  }

  /** The sandbox sleeps, as after a pause that worked. */
  public PauseAnswer pauseNow(SandboxId sandbox) {
    @Nullable SandboxRow row = rows.get(sandbox);
    if (row == null) {
      return PauseAnswer.MISSING;
    }
    if (row.state() == State.PAUSED) {
      return PauseAnswer.CONFLICT;
    }
    put(
        new SandboxRow(
            row.sandbox(),
            State.PAUSED,
            row.template(),
            row.metadata(),
            row.startedAt(),
            now(),
            row.size()));
    return PauseAnswer.PAUSED;
  }

  /** The sandbox runs anew, until {@code endAt}. */
  public void resumeNow(SandboxId sandbox, Instant endAt) {
    var row = row(sandbox);
    put(
        new SandboxRow(
            row.sandbox(),
            State.RUNNING,
            row.template(),
            row.metadata(),
            now(),
            endAt,
            row.size()));
  }

  public KillAnswer killNow(SandboxId sandbox) {
    return rows.remove(sandbox) == null ? KillAnswer.MISSING : KillAnswer.ACCEPTED;
  }

  /** Its machine is gone, and list and read go on showing it. */
  public void crash(SandboxId sandbox) {
    crashed.add(sandbox);
  }

  /** The webhook routes. */
  public FakeWebhooks hooks() {
    return hooks;
  }

  /** E2B files an event. */
  public void file(LifecycleEvent event) {
    feed.addFirst(event);
  }

  // How it behaves.

  public void nextPause(Function<SandboxId, PauseAnswer> script) {
    pauses.add(script);
  }

  public void nextKill(Function<SandboxId, KillAnswer> script) {
    kills.add(script);
  }

  public void nextRead(Function<SandboxId, Reading> script) {
    reads.add(script);
  }

  public void nextList(Function<@Nullable String, Page> script) {
    lists.add(script);
  }

  /** Every call about this sandbox fails in a way that nobody planned for. */
  public void poison(SandboxId sandbox) {
    poisoned.add(sandbox);
  }

  public void heal(SandboxId sandbox) {
    poisoned.remove(sandbox);
  }

  /** The feed fails so from now on; null: it works. */
  public void feedTrouble(E2bException.@Nullable Kind kind) {
    feedTrouble = kind;
  }

  /** It fails so where it is asked for those that started since. */
  public void filterTrouble(E2bException.@Nullable Kind kind) {
    filterTrouble = kind;
  }

  /** Whoever asks for some gets all. */
  public void ignoreFilters() {
    ignoresFilters = true;
  }

  public void circuitOpen(boolean open) {
    circuitOpen = open;
    resting = open;
  }

  /** The circuit is open still, and waits for a read to try it. */
  public void circuitTried() {
    resting = false;
  }

  /** While this holds, calls fail before they leave: the caller has died. */
  public void unpluggedWhile(BooleanSupplier unplugged) {
    this.unplugged = unplugged;
  }

  /** How far its clock is ahead of ours; null: not known yet. */
  public void skewMillis(@Nullable Long millis) {
    skewMillis = millis;
  }

  // What was asked.

  /** All calls, as {@code operation} or {@code operation sandbox}. */
  public List<String> log() {
    return List.copyOf(log);
  }

  public void forgetLog() {
    log.clear();
  }

  public long sent(String operation) {
    return log.stream().filter(call -> call.startsWith(operation)).count();
  }

  /** The types of which the feed was last asked for. */
  public Set<String> askedFor() {
    return askedFor;
  }

  public long destructive() {
    return sent("pause") + sent("kill");
  }

  // The port.

  @Override
  public Page list(@Nullable String token) {
    logged("list");
    if (!lists.isEmpty()) {
      return lists.remove().apply(token);
    }
    return page(List.copyOf(rows.values()));
  }

  /** Of a server that knows the filter, unless told otherwise. */
  @Override
  public Page listSince(Instant startedAfter, @Nullable String token) {
    logged("list since");
    if (filterTrouble != null) {
      throw new E2bException(filterTrouble, "no such parameter");
    }
    var since =
        rows.values().stream()
            .filter(row -> ignoresFilters || !row.startedAt().isBefore(startedAfter))
            .sorted(Comparator.comparing(SandboxRow::startedAt).reversed())
            .toList();
    var from = token == null ? 0 : Integer.parseInt(token);
    var to = Math.min(since.size(), from + 100);
    var next = to == since.size() ? null : Integer.toString(to);
    return new Page(since.subList(from, to), next, since.size(), 0, now());
  }

  /** A last page of {@code shown} that claims to be the whole. */
  public Page page(List<SandboxRow> shown) {
    var running = shown.stream().filter(row -> row.state() == State.RUNNING).count();
    return new Page(shown, null, (int) running, 0, now());
  }

  /** A last page whose total is another. */
  public Page page(List<SandboxRow> shown, int total) {
    return new Page(shown, null, total, 0, now());
  }

  @Override
  public Reading read(SandboxId sandbox) {
    log("read", sandbox);
    return reads.isEmpty() ? readNow(sandbox) : reads.remove().apply(sandbox);
  }

  public Reading readNow(SandboxId sandbox) {
    @Nullable SandboxRow row = rows.get(sandbox);
    return row == null ? new Reading.Missing(now()) : new Reading.Found(row, now());
  }

  @Override
  public PauseAnswer pause(SandboxId sandbox) {
    log("pause", sandbox);
    return pauses.isEmpty() ? pauseNow(sandbox) : pauses.remove().apply(sandbox);
  }

  @Override
  public KillAnswer kill(SandboxId sandbox) {
    log("kill", sandbox);
    return kills.isEmpty() ? killNow(sandbox) : kills.remove().apply(sandbox);
  }

  @Override
  public ProbeAnswer probe(SandboxId sandbox) {
    log("probe", sandbox);
    @Nullable SandboxRow row = rows.get(sandbox);
    return row == null || row.state() != State.RUNNING || crashed.contains(sandbox)
        ? ProbeAnswer.MISSING
        : ProbeAnswer.ALIVE;
  }

  @Override
  public FeedPage events(int offset, int limit, Set<String> types) {
    logged("events");
    askedFor = Set.copyOf(types);
    if (feedTrouble != null) {
      throw new E2bException(feedTrouble, "the feed fails");
    }
    var stretch =
        feed.stream()
            .filter(event -> types.isEmpty() || types.contains(event.header().type()))
            .skip(offset)
            .limit(limit)
            .toList();
    return new FeedPage(stretch, stretch.size(), now());
  }

  @Override
  public List<WebhookEntry> webhooks() {
    return hooks.webhooks();
  }

  @Override
  public WebhookEntry register(WebhookOrder order) {
    return hooks.register(order);
  }

  @Override
  public WebhookEntry change(String webhook, WebhookOrder order) {
    return hooks.change(webhook, order);
  }

  @Override
  public FailedPage failedDeliveries(String webhook, Instant since, @Nullable String cursor) {
    return hooks.failedDeliveries(webhook, since, cursor);
  }

  @Override
  public DeliveryStats deliveryStats(String webhook, Instant since) {
    return hooks.deliveryStats(webhook, since);
  }

  @Override
  public Health health() {
    return new Health(circuitOpen, skewMillis);
  }

  @Override
  public boolean resting() {
    return resting;
  }

  private void logged(String call) {
    if (unplugged.getAsBoolean()) {
      throw new IllegalStateException("unplugged");
    }
    log.add(call);
  }

  private void log(String operation, SandboxId sandbox) {
    logged(operation + " " + sandbox);
    if (poisoned.contains(sandbox)) {
      throw new IllegalStateException("poisoned: " + sandbox);
    }
  }

  private Instant now() {
    return clock.instant().plusMillis(skewMillis == null ? 0 : skewMillis);
  }
}
