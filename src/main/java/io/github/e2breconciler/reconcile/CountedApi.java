package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bApi;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The port, with a count of the calls made through it. */
public final class CountedApi implements E2bApi {

  private final E2bApi api;
  private final AtomicLong calls = new AtomicLong();

  public CountedApi(E2bApi api) {
    this.api = api;
  }

  /** How many calls were made so far, answered or not. */
  public long calls() {
    return calls.get();
  }

  private <T> T counted(Supplier<T> call) {
    calls.incrementAndGet();
    return call.get();
  }

  @Override
  public Page list(@Nullable String token) {
    return counted(() -> api.list(token));
  }

  @Override
  public Page listSince(Instant startedAfter, @Nullable String token) {
    return counted(() -> api.listSince(startedAfter, token));
  }

  @Override
  public Reading read(SandboxId sandbox) {
    return counted(() -> api.read(sandbox));
  }

  @Override
  public PauseAnswer pause(SandboxId sandbox) {
    return counted(() -> api.pause(sandbox));
  }

  @Override
  public KillAnswer kill(SandboxId sandbox) {
    return counted(() -> api.kill(sandbox));
  }

  @Override
  public ProbeAnswer probe(SandboxId sandbox) {
    return counted(() -> api.probe(sandbox));
  }

  @Override
  public FeedPage events(int offset, int limit, Set<String> types) {
    return counted(() -> api.events(offset, limit, types));
  }

  @Override
  public List<WebhookEntry> webhooks() {
    return counted(api::webhooks);
  }

  @Override
  public WebhookEntry register(WebhookOrder order) {
    return counted(() -> api.register(order));
  }

  @Override
  public WebhookEntry change(String webhook, WebhookOrder order) {
    return counted(() -> api.change(webhook, order));
  }

  @Override
  public FailedPage failedDeliveries(String webhook, Instant since, @Nullable String cursor) {
    return counted(() -> api.failedDeliveries(webhook, since, cursor));
  }

  @Override
  public DeliveryStats deliveryStats(String webhook, Instant since) {
    return counted(() -> api.deliveryStats(webhook, since));
  }

  @Override
  public Health health() {
    return api.health();
  }

  @Override
  public boolean resting() {
    return api.resting();
  }
}
