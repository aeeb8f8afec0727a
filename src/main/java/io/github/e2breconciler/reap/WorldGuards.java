package io.github.e2breconciler.reap;

import io.github.e2breconciler.e2b.E2bApi;
import io.github.e2breconciler.lease.LastHeard;
import io.github.e2breconciler.policy.Condition;
import io.github.e2breconciler.policy.Window;
import io.github.e2breconciler.store.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The guards that look at everything else: whether what we know can be relied on, and whether now
 * is a time to act.
 */
final class WorldGuards {

  /** A request leaves on a final read no older than five seconds, or not at all. */
  private static final Duration FINAL_READ = Duration.ofSeconds(5);

  /** So old may the final read be when the request is handed over, to wait for its turn. */
  static final Duration HANDED_OVER = FINAL_READ.minus(E2bApi.LEAVES_WITHIN);

  /** A complete walk older than this says too little. */
  static final Duration WALK = Duration.ofMinutes(1);

  /** A clock further from E2B's than this makes ages and ends meaningless. */
  static final Duration SKEW = Duration.ofSeconds(30);

  private final ReapSettings settings;
  private final Watch watch;

  /** What these guards need of their surroundings. */
  record Watch(
      Freezes freezes,
      LastHeard heard,
      CapCount caps,
      Supplier<Health> store,
      Leadership leadership) {}

  WorldGuards(ReapSettings settings, Watch watch) {
    this.settings = settings;
    this.watch = watch;
  }

  List<Guard> all() {
    return List.of(
        new Guard(GuardName.SETTLED, this::settled, this::settledInputs),
        new Guard(GuardName.FRESH, this::fresh, WorldGuards::freshInputs),
        new Guard(GuardName.ACCOUNT_HEALTHY, this::accountHealthy, WorldGuards::accountInputs),
        new Guard(GuardName.STORE_HEALTHY, this::storeHealthy, this::storeInputs),
        new Guard(GuardName.WATCHED, this::watched, this::watchedInputs),
        new Guard(GuardName.WINDOW, this::window, this::windowInputs),
        new Guard(GuardName.CAPS, this::caps, this::capsInputs),
        new Guard(GuardName.NOT_FROZEN, this::notFrozen, this::freezeInputs),
        new Guard(GuardName.LEADER, _ -> watch.leadership().lost(), this::leaderInputs),
        new Guard(GuardName.CLOCK, this::clock, WorldGuards::clockInputs));
  }

  private @Nullable String settled(Question question) {
    if (question.standing().firstWalkAt() == null) {
      return "no complete walk since start";
    }
    var settling = settings.timings().settle().minus(question.standing().upFor());
    if (settling.isPositive()) {
      return "settling until " + question.now().plus(settling);
    }
    var deaf = watch.heard().deafSince(question.now());
    return deaf == null ? null : "it is not sure that anybody was heard since " + deaf;
  }

  private @Nullable String fresh(Question question) {
    var walkedAt = question.standing().lastWalkAt();
    if (walkedAt == null
        || walkedAt.plus(WALK).isBefore(question.now())
        || walkedAt.isAfter(question.now())) { // our clock was set back: its age is unknown
      return "the last complete walk is of " + walkedAt;
    }
    var readAt = question.readAt();
    return stale(readAt, question.now()) ? "the final read is of " + readAt : null;
  }

  static boolean stale(@Nullable Instant readAt, Instant now) {
    return readAt != null && (readAt.plus(HANDED_OVER).isBefore(now) || readAt.isAfter(now));
  }

  private @Nullable String accountHealthy(Question question) {
    @Nullable String refusal = question.standing().api().health().refusal();
    if (refusal != null) {
      return refusal;
    }
    var doubts = question.standing().doubts();
    return doubts.isEmpty() ? null : String.join("; ", doubts.values());
  }

  private @Nullable String storeHealthy(Question question) {
    var health = watch.store().get();
    return health.ok() ? null : "the store is in trouble: " + health.trouble();
  }

  /** Who did not watch when it began cannot know who claimed it. */
  private @Nullable String watched(Question question) {
    var since = question.standing().watchedSince();
    if (since == null) {
      return "its account was never walked as a whole";
    }
    if (!since.isAfter(question.subject().startedAt())) {
      return null;
    }
    if (question.policy() != null && question.policy().condition() instanceof Condition.Unclaimed) {
      return "it began before its account was watched, so its silence proves nothing";
    }
    var waited = since.plus(settings.timings().newStoreWait());
    return question.standing().e2bTime(question.now()).isBefore(waited) && !approved(question)
        ? "it began before its account was watched, and nothing such ends until " + waited
        : null;
  }

  private @Nullable String window(Question question) {
    var now = question.now();
    if (!settings.limits().window().contains(now)) {
      return shut("the window", settings.limits().window(), now);
    }
    var policy = question.policy();
    return policy == null || policy.window().contains(now)
        ? null
        : shut("the window of policy " + policy.name(), policy.window(), now);
  }

  private static String shut(String what, Window window, Instant now) {
    var opens = window.opening(now);
    return what + " is shut" + (opens == null ? "" : " until " + opens) + ": " + window;
  }

  private @Nullable String caps(Question question) {
    return question.ticket().covers(question.subject(), question.step())
        ? null
        : watch.caps().objection(question.subject());
  }

  private @Nullable String notFrozen(Question question) {
    var account = question.subject().key().account();
    var freeze = watch.freezes().stopping(account, false);
    if (freeze != null && freeze.cause().equals(Freezes.CAP) && approved(question)) {
      freeze = watch.freezes().stopping(account, true); // a cap's may hide another
    }
    return freeze == null ? null : "frozen: " + freeze.reason();
  }

  /** By this pass, or at an earlier step of the case: an approval holds for all its steps. */
  private boolean approved(Question question) {
    return question.ticket().covers(question.subject(), question.step())
        || watch.caps().approvedPlan(question.subject()) != null;
  }

  private @Nullable String clock(Question question) {
    var skew = question.standing().api().health().clockSkewMillis();
    if (skew == null) {
      return "E2B's clock is not known yet";
    }
    return Duration.ofMillis(skew).abs().compareTo(SKEW) > 0
        ? "our clock is "
            + Duration.ofMillis(skew).abs()
            + (skew > 0 ? " behind E2B's" : " ahead of E2B's")
        : null;
  }

  private List<Input> settledInputs(Question question) {
    return List.of(
        Input.of("upFor", question.standing().upFor()),
        Input.of("settle", settings.timings().settle()),
        Input.of("firstWalkAt", question.standing().firstWalkAt()),
        Input.of("deafSince", watch.heard().deafSince(question.now())));
  }

  private static List<Input> freshInputs(Question question) {
    var walkedAt = question.standing().lastWalkAt();
    return List.of(
        Input.of("lastWalkAt", walkedAt, walkedAt),
        Input.of("finalReadAt", question.readAt(), question.readAt()));
  }

  private static List<Input> accountInputs(Question question) {
    var inputs = new ArrayList<Input>();
    inputs.add(Input.of("circuitOpen", question.standing().api().health().circuitOpen()));
    question
        .standing()
        .doubted()
        .forEach((cause, doubt) -> inputs.add(Input.of(cause, doubt.reason(), doubt.since())));
    return inputs;
  }

  private List<Input> storeInputs(Question question) {
    var health = watch.store().get();
    return List.of(Input.of("takesWrites", health.ok()), Input.of("trouble", health.trouble()));
  }

  private List<Input> leaderInputs(Question question) {
    return List.of(Input.of("leads", watch.leadership().lost() == null));
  }

  private List<Input> watchedInputs(Question question) {
    var since = question.standing().watchedSince();
    return List.of(
        Input.of("watchedSince", since, since),
        Input.of("newStoreWait", settings.timings().newStoreWait()),
        Input.of("startedAt", question.subject().startedAt()));
  }

  private List<Input> windowInputs(Question question) {
    var policy = question.policy();
    return List.of(
        Input.of("window", settings.limits().window()),
        Input.of("policyWindow", policy == null ? Window.ALWAYS : policy.window()));
  }

  private List<Input> capsInputs(Question question) {
    var account = question.subject().key().account();
    var standing = question.standing();
    return List.of(
        Input.of("caps", settings.limits().caps()),
        Input.of("running", standing.running(), standing.lastWalkAt()),
        Input.of("shareOfRunning", watch.caps().share(standing.running())),
        Input.of("approved", approved(question)),
        Input.of("withinHour", watch.caps().withinHour(account)),
        Input.of("withinDay", watch.caps().withinDay(account)));
  }

  private List<Input> freezeInputs(Question question) {
    var freezes = watch.freezes().all();
    var inputs = new ArrayList<Input>();
    inputs.add(Input.of("latches", freezes.size()));
    for (var row : freezes) {
      inputs.add(
          Input.of(
              row.account().isEmpty() ? "everything" : row.account(),
              row.cause(),
              Instant.ofEpochMilli(row.since())));
    }
    return inputs;
  }

  private static List<Input> clockInputs(Question question) {
    return List.of(Input.of("behindMillis", question.standing().api().health().clockSkewMillis()));
  }
}
