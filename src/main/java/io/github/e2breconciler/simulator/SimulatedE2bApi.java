package io.github.e2breconciler.simulator;

import io.github.e2breconciler.e2b.E2bApi;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Faults.Call;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The port in memory: one key's view of a world, through a layer of faults.
 *
 * <p>The world's clock is E2B's, the clock given here is the client's; they may differ. Pauses and
 * kills that come this way are recorded as asked for by {@link Asker#API}. Safe for many threads.
 */
public final class SimulatedE2bApi implements E2bApi {

  private static final Duration SHORTEST_REFRESH = Duration.ofSeconds(15);

  private final Map<Call, Long> calls = new EnumMap<>(Call.class);
  private final World world;
  private final String key;
  private final InstantSource clock;
  private final Faults faults;
  private final FaultyPages pages;

  /**
   * A client of {@code world}.
   *
   * @param key a wrong one makes every call fail as unauthorised
   * @param clock the client's
   */
  public SimulatedE2bApi(World world, String key, InstantSource clock, Faults faults) {
    this.world = world;
    this.key = key;
    this.clock = clock;
    this.faults = faults;
    this.pages = new FaultyPages(faults);
  }

  @Override
  public Page list(@Nullable String token) {
    return list(ListQuery.after(token));
  }

  @Override
  public Page listSince(Instant startedAfter, @Nullable String token) {
    var all = ListQuery.after(token);
    var filter =
        new ListQuery.Filter(
            all.filter().states(), Map.of(), startedAfter.truncatedTo(ChronoUnit.MICROS), null);
    return list(all.withFilter(filter));
  }

  private Page list(ListQuery query) {
    var fault = begin(Call.LIST, null);
    var asOf = world.now();
    var reply = pages.list(team(), query, fault, asOf);
    failAfterwards(fault);
    return switch (reply) {
      case Reply.Refused<ListPage>(int status, String message) ->
          throw new E2bException(status >= 500 ? Kind.UNAVAILABLE : Kind.REFUSED, message);
      case Reply.Done<ListPage>(int _, ListPage page) -> page(page, fault, asOf);
    };
  }

  private static Page page(ListPage page, @Nullable Fault fault, Instant asOf) {
    var rows = page.rows().stream().map(SimulatedSandbox::row).toList();
    var unreadable =
        switch (fault) {
          case Fault.Unreadable(int lost) -> Math.min(lost, rows.size());
          case Fault.StateMissing _ -> rows.size();
          case null, default -> 0; // whatever else there is spoils no rows
        };
    var readable = rows.subList(0, rows.size() - unreadable);
    return new Page(readable, page.nextToken(), page.totalRunning(), unreadable, asOf);
  }

  @Override
  public Reading read(SandboxId sandbox) {
    var fault = begin(Call.READ, sandbox);
    var asOf = world.now();
    var team = team();
    @Nullable Reply<SimulatedSandbox> untrue = untrue(Call.READ, team, sandbox, fault);
    var reply = untrue == null ? team.get(sandbox) : untrue;
    failAfterwards(fault);
    return switch (reply) {
      case Reply.Done<SimulatedSandbox>(int _, SimulatedSandbox found) ->
          new Reading.Found(found.row(), asOf);
      case Reply.Refused<SimulatedSandbox> _ -> new Reading.Missing(asOf);
    };
  }

  @Override
  public PauseAnswer pause(SandboxId sandbox) {
    var fault = begin(Call.PAUSE, sandbox);
    var team = team();
    @Nullable Reply<SimulatedSandbox> untrue = untrue(Call.PAUSE, team, sandbox, fault);
    var status = (untrue == null ? team.pause(sandbox, Asker.API) : untrue).status();
    failAfterwards(fault);
    return switch (status) {
      case 204 -> PauseAnswer.PAUSED;
      case 404 -> PauseAnswer.MISSING;
      case 409 -> PauseAnswer.CONFLICT;
      default -> throw new E2bException(Kind.UNAVAILABLE, "pause answered " + status);
    };
  }

  @Override
  public KillAnswer kill(SandboxId sandbox) {
    var fault = begin(Call.KILL, sandbox);
    var team = team();
    @Nullable Reply<SimulatedSandbox> untrue = untrue(Call.KILL, team, sandbox, fault);
    var status = (untrue == null ? team.kill(sandbox, Asker.API) : untrue).status();
    failAfterwards(fault);
    return switch (status) {
      case 204 -> KillAnswer.ACCEPTED;
      case 404 -> KillAnswer.MISSING;
      case 409 -> KillAnswer.CONFLICT;
      default -> throw new E2bException(Kind.UNAVAILABLE, "kill answered " + status);
    };
  }

  private static @Nullable Reply<SimulatedSandbox> untrue(
      Call call, Team team, SandboxId sandbox, @Nullable Fault fault) {
    return fault instanceof Fault.OfSandbox untrue
        ? SandboxFaults.answer(call, team, sandbox, untrue)
        : null;
  }

  @Override
  public ProbeAnswer probe(SandboxId sandbox) {
    var fault = begin(Call.READ, sandbox);
    var status = team().refresh(sandbox, SHORTEST_REFRESH).status();
    failAfterwards(fault);
    return switch (status) {
      case 204 -> ProbeAnswer.ALIVE;
      case 404 -> ProbeAnswer.MISSING;
      case 409 -> ProbeAnswer.CONFLICT;
      default -> throw new E2bException(Kind.REFUSED, "probe answered " + status);
    };
  }

  @Override
  public FeedPage events(int offset, int limit, Set<String> types) {
    var fault = begin(Call.EVENTS, null);
    var asOf = world.now();
    var query = new FeedQuery(offset, limit, false, types, null);
    var events = pages.feed(teamWithEvents(), query, fault, asOf);
    failAfterwards(fault);
    return new FeedPage(events, events.size(), asOf);
  }

  @Override
  public List<WebhookEntry> webhooks() {
    return ofWebhooks(SimulatedWebhooks::all);
  }

  @Override
  public WebhookEntry register(WebhookOrder order) {
    return ofWebhooks(team -> SimulatedWebhooks.register(team, order));
  }

  @Override
  public WebhookEntry change(String webhook, WebhookOrder order) {
    return ofWebhooks(team -> SimulatedWebhooks.change(team, webhook, order));
  }

  @Override
  public FailedPage failedDeliveries(String webhook, Instant since, @Nullable String cursor) {
    return ofWebhooks(team -> SimulatedWebhooks.failed(team, webhook, since, cursor));
  }

  @Override
  public DeliveryStats deliveryStats(String webhook, Instant since) {
    return ofWebhooks(team -> SimulatedWebhooks.stats(team, webhook, since));
  }

  private <T> T ofWebhooks(Function<Team, T> question) {
    var fault = begin(Call.WEBHOOKS, null);
    var answer = question.apply(teamWithEvents());
    failAfterwards(fault);
    return answer;
  }

  @Override
  public Health health() {
    var ahead = Duration.between(clock.instant(), world.now());
    return new Health(faults.circuitOpen(), ahead.toMillis());
  }

  /** How many calls were made so far, refused and failed ones included. */
  public Map<Call, Long> calls() {
    synchronized (calls) {
      return Map.copyOf(calls);
    }
  }

  private @Nullable Fault begin(Call call, @Nullable SandboxId about) {
    if (faults.circuitOpen()) {
      throw new E2bException(Kind.CIRCUIT_OPEN, "the circuit is open");
    }
    synchronized (calls) {
      calls.merge(call, 1L, Long::sum);
    }
    var fault = faults.take(call, found(about));
    if (fault instanceof Fault.OfService failure && !failure.afterwards()) {
      throw new E2bException(kind(call, failure), call + " failed as planned");
    }
    return fault;
  }

  /** A feed that is not there is a self-hosted E2B's. */
  private static Kind kind(Call call, Fault.OfService failure) {
    return failure instanceof Fault.Answers(int status, _) && status == 404 && call == Call.EVENTS
        ? Kind.UNSUPPORTED
        : failure.kind();
  }

  private static void failAfterwards(@Nullable Fault fault) {
    if (fault instanceof Fault.OfService failure && failure.afterwards()) {
      throw new E2bException(failure.kind(), "the answer got lost as planned");
    }
  }

  private @Nullable SimulatedSandbox found(@Nullable SandboxId sandbox) {
    var team = world.team(key);
    return team != null
            && sandbox != null
            && team.get(sandbox)
                instanceof Reply.Done<SimulatedSandbox>(int _, SimulatedSandbox found)
        ? found
        : null;
  }

  private Team team() {
    var team = world.team(key);
    if (team == null) {
      throw new E2bException(Kind.UNAUTHORISED, "Invalid API key");
    }
    return team;
  }

  private Team teamWithEvents() {
    var team = team();
    if (!team.plan().events()) {
      throw new E2bException(Kind.UNSUPPORTED, "this E2B has no events");
    }
    return team;
  }
}
