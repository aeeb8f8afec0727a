package io.github.e2breconciler.simulation;

import io.github.e2breconciler.e2b.E2bApi;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The line from the daemon to E2B: answers take their time, the process may die while it waits, and
 * the oracle sees everything that goes over it.
 */
final class Line implements E2bApi {

  private final E2bApi api;
  private final Oracle oracle;
  private final Stage stage;
  private final Control control;
  private final Host host;

  /** What the weather sets. */
  static final class Control {

    private final RandomGenerator random;

    /** How long an answer takes on average. */
    Duration latency = Duration.ZERO;

    /** The chance that either way takes up to half a minute. */
    double stalls;

    /** The process dies in the next call: true before E2B hears of it, false after. */
    @Nullable Boolean crash;

    Control(RandomGenerator random) {
      this.random = random;
    }

    Duration oneWay() {
      if (random.nextDouble() < stalls) {
        return Duration.ofMillis(3_000 + random.nextLong(30_000));
      }
      var half = latency.toNanos() / 2;
      return half == 0 ? Duration.ZERO : Duration.ofNanos(half / 2 + random.nextLong(half));
    }
  }

  Line(E2bApi api, Oracle oracle, Stage stage, Control control, Host host) {
    this.api = api;
    this.oracle = oracle;
    this.stage = stage;
    this.control = control;
    this.host = host;
  }

  @Override
  public Page list(@Nullable String token) {
    var sent = stage.world().now();
    var page = travel(() -> api.list(token));
    return new Page(page.rows(), page.nextToken(), page.totalRunning(), page.droppedRows(), sent);
  }

  @Override
  public Page listSince(Instant startedAfter, @Nullable String token) {
    var sent = stage.world().now();
    var page = travel(() -> api.listSince(startedAfter, token));
    return new Page(page.rows(), page.nextToken(), page.totalRunning(), page.droppedRows(), sent);
  }

  @Override
  public Reading read(SandboxId sandbox) {
    var sent = stage.world().now();
    var sentAt = stage.time().instant();
    var reading = travel(() -> api.read(sandbox));
    var answer =
        switch (reading) {
          case Reading.Found(var row, var _) -> new Reading.Found(row, sent);
          case Reading.Missing _ -> new Reading.Missing(sent);
        };
    stage.journal().note(sandbox, "read", answer);
    oracle.answered(sandbox, answer, sentAt);
    return answer;
  }

  @Override
  public PauseAnswer pause(SandboxId sandbox) {
    return request(Action.PAUSE, sandbox, () -> api.pause(sandbox));
  }

  @Override
  public KillAnswer kill(SandboxId sandbox) {
    return request(Action.KILL, sandbox, () -> api.kill(sandbox));
  }

  @Override
  public FeedPage events(int offset, int limit, Set<String> types) {
    var sent = stage.world().now();
    var page = travel(() -> api.events(offset, limit, types));
    return new FeedPage(page.events(), page.rows(), sent);
  }

  @Override
  public List<WebhookEntry> webhooks() {
    return travel(api::webhooks);
  }

  @Override
  public ProbeAnswer probe(SandboxId sandbox) {
    return travel(() -> api.probe(sandbox));
  }

  @Override
  public WebhookEntry register(WebhookOrder order) {
    return travel(() -> api.register(order));
  }

  @Override
  public WebhookEntry change(String webhook, WebhookOrder order) {
    return travel(() -> api.change(webhook, order));
  }

  @Override
  public FailedPage failedDeliveries(String webhook, Instant since, @Nullable String cursor) {
    return travel(() -> api.failedDeliveries(webhook, since, cursor));
  }

  @Override
  public DeliveryStats deliveryStats(String webhook, Instant since) {
    return travel(() -> api.deliveryStats(webhook, since));
  }

  @Override
  public Health health() {
    return api.health();
  }

  private <T> T request(Action action, SandboxId sandbox, Supplier<T> call) {
    stage.tally().count(action.label() + "s");
    stage.journal().note(sandbox, action.label(), "requested");
    oracle.judge(action, sandbox);
    try {
      var answer =
          travel(() -> {
            try {
              return call.get();
            } finally {
              oracle.done(action, sandbox);
            }
          });
      stage.journal().note(sandbox, action.label(), answer);
      return answer;
    } catch (E2bException e) {
      stage.journal().note(sandbox, action.label(), e);
      throw e;
    }
  }

  /** Where the process dies on the way, what was sent still arrives. */
  private <T> T travel(Supplier<T> call) {
    var generation = host.generation();
    if (Boolean.TRUE.equals(control.crash)) {
      die(generation);
    }
    pass();
    var answer = answer(call);
    if (Boolean.FALSE.equals(control.crash)) {
      die(generation);
    }
    pass();
    if (host.generation() != generation) {
      throw new Crash(generation, "while waiting for E2B");
    }
    return answer.get();
  }

  /** An exception travels as long as an answer. */
  private static <T> Supplier<T> answer(Supplier<T> call) {
    try {
      var answer = call.get();
      return () -> answer;
    } catch (E2bException e) {
      return () -> {
        throw e;
      };
    }
  }

  private void die(int generation) {
    control.crash = null;
    throw new Crash(generation, "while calling E2B");
  }

  private void pass() {
    stage.time().pass(control.oneWay());
  }
}
