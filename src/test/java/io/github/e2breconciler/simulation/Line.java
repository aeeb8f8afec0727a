package io.github.e2breconciler.simulation;

import io.github.e2breconciler.e2b.E2bApi;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The line from the daemon to E2B, of one account: answers take their time, the process may die
 * while it waits, and the oracle sees everything that goes over it.
 */
final class Line implements E2bApi {

  /** Right after a question there is this much of a moment. */
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final E2bApi api;
  private final Oracle oracle;
  private final Stage stage;
  private final Control control;
  private final Life life;
  private final NoResurrection seen;
  private final Heeded heeded;
  private final Truthful truthful;
  private final Rival rival;
  private @Nullable Long skewMillis;

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

  Line(E2bApi api, Witnesses witnesses, Rival rival, Control control, Life life) {
    this.api = api;
    this.oracle = witnesses.oracle();
    this.seen = witnesses.seen();
    this.heeded = witnesses.heeded();
    this.truthful = witnesses.truthful();
    this.stage = witnesses.stage();
    this.rival = rival;
    this.control = control;
    this.life = life;
  }

  @Override
  public Page list(@Nullable String token) {
    return page(() -> api.list(token));
  }

  @Override
  public Page listSince(Instant startedAfter, @Nullable String token) {
    return page(() -> api.listSince(startedAfter, token));
  }

  private Page page(Supplier<Page> call) {
    var sent = stage.world().now();
    var page = travel("list", call);
    page.rows().forEach(row -> shown(row, sent));
    return new Page(page.rows(), page.nextToken(), page.totalRunning(), page.droppedRows(), sent);
  }

  @Override
  public Reading read(SandboxId sandbox) {
    var sent = stage.world().now();
    var sentAt = stage.time().instant();
    rival.meanwhile(sandbox, "read", MOMENT);
    var reading = travel("read", () -> api.read(sandbox));
    var answer =
        switch (reading) {
          case Reading.Found(var row, var _) -> new Reading.Found(row, sent);
          case Reading.Missing _ -> new Reading.Missing(sent);
        };
    stage.journal().note(sandbox, "read", answer);
    oracle.answered(sandbox, answer, sentAt);
    if (answer instanceof Reading.Found(var row, var _)) {
      shown(row, sent);
    } else {
      seen.denied(sandbox, sent);
      heeded.said(sandbox, sent);
      truthful.denied(sandbox);
    }
    return answer;
  }

  /** A row is as new as its question at least, and as the run that it shows. */
  private void shown(SandboxRow row, Instant sent) {
    var at = row.startedAt().isAfter(sent) ? row.startedAt() : sent;
    seen.shown(row.sandbox(), at);
    heeded.said(row.sandbox(), at);
  }

  private void heard(LifecycleEvent event) {
    seen.heard(event);
    heeded.said(event.sandbox(), event.at());
  }

  @Override
  public PauseAnswer pause(SandboxId sandbox) {
    return request(
        Action.PAUSE,
        sandbox,
        () -> {
          var answer = api.pause(sandbox);
          if (answer == PauseAnswer.PAUSED) {
            oracle.confirmed(sandbox);
          }
          return answer;
        });
  }

  @Override
  public KillAnswer kill(SandboxId sandbox) {
    return request(
        Action.KILL,
        sandbox,
        () -> {
          var answer = api.kill(sandbox);
          if (answer == KillAnswer.ACCEPTED) {
            truthful.accepted(sandbox);
          }
          return answer;
        });
  }

  @Override
  public FeedPage events(int offset, int limit, Set<String> types) {
    var sent = stage.world().now();
    var page = travel("events", () -> api.events(offset, limit, types));
    page.events().forEach(this::heard);
    return new FeedPage(page.events(), page.rows(), sent);
  }

  @Override
  public List<WebhookEntry> webhooks() {
    return travel("webhooks", api::webhooks);
  }

  @Override
  public ProbeAnswer probe(SandboxId sandbox) {
    return travel("read", () -> api.probe(sandbox));
  }

  @Override
  public WebhookEntry register(WebhookOrder order) {
    return travel("webhooks", () -> api.register(order));
  }

  @Override
  public WebhookEntry change(String webhook, WebhookOrder order) {
    return travel("webhooks", () -> api.change(webhook, order));
  }

  @Override
  public FailedPage failedDeliveries(String webhook, Instant since, @Nullable String cursor) {
    var page = travel("webhooks", () -> api.failedDeliveries(webhook, since, cursor));
    page.events().forEach(this::heard);
    return page;
  }

  @Override
  public DeliveryStats deliveryStats(String webhook, Instant since) {
    return travel("webhooks", () -> api.deliveryStats(webhook, since));
  }

  /** How far apart clocks are, an answer tells, and the next one only where they move. */
  @Override
  public Health health() {
    return new Health(api.health().circuitOpen(), skewMillis);
  }

  private <T> T request(Action action, SandboxId sandbox, Supplier<T> call) {
    stage.tally().count(action.label() + "s");
    stage.journal().note(sandbox, action.label(), "requested");
    var request = oracle.judge(action, sandbox);
    stage.laws().requested(request);
    rival.meanwhile(sandbox, action.label(), control.latency);
    try {
      var answer =
          travel(
              action.label(),
              () -> {
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
    } finally {
      stage.laws().settled(request);
    }
  }

  /** Where the process dies on the way, what was sent still arrives. */
  private <T> T travel(String kind, Supplier<T> call) {
    if (!api.health().circuitOpen()) {
      stage.laws().called(kind);
    }
    if (Boolean.TRUE.equals(control.crash)) {
      throw die();
    }
    life.pass(control.oneWay());
    var answer = answer(call);
    if (Boolean.FALSE.equals(control.crash)) {
      throw die();
    }
    life.pass(control.oneWay());
    skewMillis = api.health().clockSkewMillis();
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

  private Crash die() {
    control.crash = null;
    return life.crash("while calling E2B");
  }
}
