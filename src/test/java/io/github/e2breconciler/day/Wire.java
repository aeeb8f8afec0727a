package io.github.e2breconciler.day;

import io.github.e2breconciler.e2b.E2bApi;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to E2B: an answer takes its time, and calls leave at the default limit, ten a second. An
 * answer is as of when it was asked for.
 */
final class Wire implements E2bApi {

  private static final Duration ONE_WAY = Duration.ofMillis(40);
  private static final Duration APART = Duration.ofMillis(100);

  private final E2bApi api;
  private final VirtualTime time;
  private final Runnable beforeCall;
  private Instant next = Instant.MIN;

  /**
   * A wire to {@code api}.
   *
   * @param beforeCall looks at what the daemon has made of the answers so far
   */
  Wire(E2bApi api, VirtualTime time, Runnable beforeCall) {
    this.api = api;
    this.time = time;
    this.beforeCall = beforeCall;
  }

  @Override
  public Page list(@Nullable String token) {
    var sent = departure();
    var page = travel(() -> api.list(token));
    return new Page(page.rows(), page.nextToken(), page.totalRunning(), page.droppedRows(), sent);
  }

  @Override
  public Page listSince(Instant startedAfter, @Nullable String token) {
    var sent = departure();
    var page = travel(() -> api.listSince(startedAfter, token));
    return new Page(page.rows(), page.nextToken(), page.totalRunning(), page.droppedRows(), sent);
  }

  @Override
  public Reading read(SandboxId sandbox) {
    var sent = departure();
    return switch (travel(() -> api.read(sandbox))) {
      case Reading.Found(var row, var _) -> new Reading.Found(row, sent);
      case Reading.Missing _ -> new Reading.Missing(sent);
    };
  }

  @Override
  public PauseAnswer pause(SandboxId sandbox) {
    throw new IllegalStateException("a daemon that observes paused " + sandbox);
  }

  @Override
  public KillAnswer kill(SandboxId sandbox) {
    throw new IllegalStateException("a daemon that observes ended " + sandbox);
  }

  @Override
  public FeedPage events(int offset, int limit, Set<String> types) {
    var sent = departure();
    var page = travel(() -> api.events(offset, limit, types));
    return new FeedPage(page.events(), page.rows(), sent);
  }

  @Override
  public ProbeAnswer probe(SandboxId sandbox) {
    departure();
    return travel(() -> api.probe(sandbox));
  }

  @Override
  public List<WebhookEntry> webhooks() {
    departure();
    return travel(api::webhooks);
  }

  @Override
  public WebhookEntry register(WebhookOrder order) {
    departure();
    return travel(() -> api.register(order));
  }

  @Override
  public WebhookEntry change(String webhook, WebhookOrder order) {
    departure();
    return travel(() -> api.change(webhook, order));
  }

  @Override
  public FailedPage failedDeliveries(String webhook, Instant since, @Nullable String cursor) {
    departure();
    return travel(() -> api.failedDeliveries(webhook, since, cursor));
  }

  @Override
  public DeliveryStats deliveryStats(String webhook, Instant since) {
    departure();
    return travel(() -> api.deliveryStats(webhook, since));
  }

  @Override
  public Health health() {
    return api.health();
  }

  /** Waits for a turn; the time at which the call leaves. */
  private Instant departure() {
    beforeCall.run();
    var now = time.instant();
    if (next.isAfter(now)) {
      time.pass(Duration.between(now, next));
    }
    next = time.instant().plus(APART);
    return time.instant();
  }

  private <T> T travel(Supplier<T> call) {
    time.pass(ONE_WAY);
    try {
      return call.get();
    } finally {
      time.pass(ONE_WAY);
    }
  }
}
