package io.github.e2breconciler.day;

import io.github.e2breconciler.Settings;
import io.github.e2breconciler.Surroundings;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.loop.Turns;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Faults;
import io.github.e2breconciler.simulator.SimulatedE2bApi;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.WebhookFaults;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.store.Fault;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.testing.VirtualTime;
import io.github.e2breconciler.testing.VirtualTurns;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A fleet, its E2B and a daemon that has just seen it for the first time; from then on all of it
 * goes on as it is told to.
 */
public final class Day implements AutoCloseable {

  private static final String KEY = "e2b_day";
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

  /** Events from before the webhook was registered. */
  private static final Duration BEFORE = Duration.ofMinutes(10);

  /** Until the daemon has seen the fleet; what it costs is not counted. */
  private static final Duration SETTLING = Duration.ofMinutes(2);

  private static final Duration ON_ITS_WAY = Duration.ofSeconds(40);
  private static final int LOOKS = 2;

  /** How exactly it is known when all events were there. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final VirtualTime time;
  private final World world;
  private final Team team;
  private final SimulatedE2bApi api;
  private final Store store;
  private final Host host;
  private final Books books;
  private final Life life;
  private final Post post;
  private final Bill bill;

  /**
   * What a day is like.
   *
   * @param fleet how many sandboxes live at a time, about
   * @param plan whether there is an event feed
   */
  public record Terms(int fleet, long seed, Duration detection, TeamPlan plan, Troubles troubles) {

    /** A day on hosted E2B without troubles. */
    public static Terms of(int fleet, Duration detection) {
      return new Terms(fleet, 1, detection, TeamPlan.pro(), Troubles.NONE);
    }

    /** The same with a self-hosted E2B, which has no feed. */
    public Terms selfHosted() {
      return new Terms(fleet, seed, detection, TeamPlan.selfHosted(), troubles);
    }

    public Terms with(Troubles value) {
      return new Terms(fleet, seed, detection, plan, value);
    }

    public Terms withSeed(long value) {
      return new Terms(fleet, value, detection, plan, troubles);
    }

    private Settings settings() {
      return Settings.parse(
          """
          store: {url: "jdbc:sqlite::memory:"}
          mode: observe
          accounts:
            - {name: day, api-url: "http://127.0.0.1:1", public-url: "%s"}
          detection: %ds
          """
              .formatted(Post.HERE, detection.toSeconds()),
          Map.of("E2B_API_KEY", KEY, "E2B_WEBHOOK_SECRET", "whsec_day"));
    }
  }

  public Day(Terms terms) {
    var random = new SplittableRandom(terms.seed());
    var settings = terms.settings();
    time = new VirtualTime(START, random.split(), VirtualTime.Failures.FATAL);
    world = new World(time, random.split());
    team = world.open(KEY, "day", terms.plan().withLongestRun(Duration.ofDays(1_000)));
    store = Store.open(settings.store(), time, meters, turns(time));
    api = new SimulatedE2bApi(world, KEY, time, new Faults(random.split()));
    var around =
        new Surroundings(time, time, random.split(), _ -> wire(), store, (_, _) -> null, meters);
    host = new Host(settings, around, time);
    books = new Books(team, host.account(), time, this::inventory);
    life = new Life(team, time, books, terms.troubles(), random.split());
    bill = new Bill(api, team, terms.detection());
    life.begin(terms.fleet());
    time.add("life", Duration.ZERO, life::step);
    time.pass(BEFORE);
    post = new Post(world, team, books, (_, _, body) -> deliver(body), random.split());
    time.add("post", Duration.ZERO, post::step);
    settle();
  }

  /** A sound disk, under those that take turns on virtual time. */
  private static Fault turns(VirtualTime time) {
    var turns = new VirtualTurns(time);
    return new Fault() {
      @Override
      public void beforeCommit() {}

      @Override
      public Turns turns() {
        return turns;
      }
    };
  }

  private void settle() {
    up();
    time.pass(SETTLING);
    books.forget();
    bill.begin();
    time.add("bill", Duration.ZERO, bill::step);
  }

  private Wire wire() {
    return new Wire(api, time, books()::look);
  }

  private Books books() {
    return books;
  }

  private int deliver(byte[] body) throws ConnectException {
    return host.deliver(body, books()::look);
  }

  private @Nullable Inventory inventory() {
    var engine = host.engine();
    return engine == null ? null : engine.inventory();
  }

  /** Lets it go on for {@code span}. */
  public void run(Duration span) {
    time.pass(span);
  }

  /** How webhooks travel from now on. */
  public void webhooks(WebhookFaults faults) {
    post.travel(faults);
  }

  /** From now on nobody gets a webhook. */
  public void webhooksOff() {
    webhooks(new WebhookFaults(1, Map.of(), 0, 0, Duration.ZERO));
  }

  /** The process is gone. */
  public void down() {
    host.stop();
  }

  /** It is started over the same store. */
  public void up() {
    host.start(books::look);
  }

  /**
   * It is started over the same store; how long it took until it had every event from before, or
   * {@code patience} and a little where it never had.
   */
  public Duration recover(Duration patience) {
    var started = now();
    var end = new Instant[] {Instant.MAX};
    var looking =
        time.add(
            "look",
            Duration.ZERO,
            () -> {
              if (end[0].equals(Instant.MAX) && events(started).missing() == 0) {
                end[0] = now();
              }
              return LOOK;
            });
    up();
    while (end[0].equals(Instant.MAX) && started.plus(patience).isAfter(now())) {
      run(LOOK);
    }
    looking.cancel();
    return Duration.between(started, end[0].equals(Instant.MAX) ? now() : end[0]);
  }

  /** A node goes down with all that runs on it; nobody says so. */
  public void loseNode() {
    var before = books.rows();
    world.loseNode(0);
    before.keySet().removeAll(books.rows().keySet());
    before.keySet().forEach(sandbox -> books.changed(sandbox, time.instant(), false));
  }

  /** From now on nothing happens but what E2B does of itself. */
  public void endLife() {
    life.end();
  }

  /** How long the mirror was wrong about what E2B told by events other than {@code updated}. */
  public Delays told() {
    return books.told();
  }

  /** How long it was wrong about what E2B told by no event. */
  public Delays untold() {
    return books.untold();
  }

  /** How many sandboxes the mirror is wrong about now, ends and metadata apart. */
  public int wrong() {
    return books.open();
  }

  /**
   * Where belief and truth differ, in words, by sandbox; what is on its way is given a minute and
   * more to arrive.
   */
  public Map<SandboxId, String> differences() {
    var different = books.differences();
    for (var i = 0; i < LOOKS && !different.isEmpty(); i++) {
      run(ON_ITS_WAY);
      var still = books.differences();
      still.keySet().retainAll(different.keySet());
      different = still;
    }
    return different;
  }

  /** How long it really took to decode, store and merge each webhook. */
  public Delays takingIn() {
    return host.takingIn();
  }

  public Bill bill() {
    return bill;
  }

  /** Virtual time. */
  public Instant now() {
    return time.instant();
  }

  /** How the events but {@code updated} from before {@code until} were stored. */
  public Told events(Instant until) {
    var left = new HashMap<>(post.told());
    left.values().removeIf(at -> !at.isBefore(until));
    var all = left.size();
    var twice = new int[1];
    var elsewhen = new int[1];
    var ids = new HashSet<String>();
    store.readVoid(tx ->
        tx.events()
            .after(
                0,
                stored -> {
                  var row = stored.row();
                  twice[0] += ids.add(row.id()) ? 0 : 1;
                  @Nullable Instant at = left.remove(row.id());
                  elsewhen[0] += at != null && at.toEpochMilli() != row.at() ? 1 : 0;
                }));
    return new Told(all, left.size(), twice[0], elsewhen[0]);
  }

  /**
   * Events as the store has them.
   *
   * @param all that E2B told
   * @param missing that are not stored
   * @param twice that are stored once more
   * @param elsewhen stored with another time than E2B's
   */
  public record Told(int all, int missing, int twice, int elsewhen) {}

  /** Events that no webhook brought and none ever will. */
  public long lostWebhooks() {
    return post.lost();
  }

  /** What the daemon has counted under a name so far, over all labels that match. */
  public double counted(String name, String label, String value) {
    return meters.find(name).tag(label, value).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  @Override
  public void close() {
    time.close();
    store.close();
    meters.close();
  }
}
