package io.github.e2breconciler.e2b;

import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A port that answers its pages from functions, and nothing else. */
final class ScriptedE2bApi implements E2bApi {

  private final Function<@Nullable String, Page> pages;
  private final Function<Integer, FeedPage> feed;

  private ScriptedE2bApi(Function<@Nullable String, Page> pages, Function<Integer, FeedPage> feed) {
    this.pages = pages;
    this.feed = feed;
  }

  static ScriptedE2bApi listing(Function<@Nullable String, Page> pages) {
    return new ScriptedE2bApi(
        pages,
        offset -> {
          throw new UnsupportedOperationException("no feed");
        });
  }

  static ScriptedE2bApi feeding(Function<Integer, FeedPage> feed) {
    return new ScriptedE2bApi(
        token -> {
          throw new UnsupportedOperationException("no list");
        },
        feed);
  }

  @Override
  public Page list(@Nullable String token) {
    return pages.apply(token);
  }

  @Override
  public Page listSince(Instant startedAfter, @Nullable String token) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FeedPage events(int offset, int limit, Set<String> types) {
    return feed.apply(offset);
  }

  @Override
  public Reading read(SandboxId sandbox) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PauseAnswer pause(SandboxId sandbox) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KillAnswer kill(SandboxId sandbox) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ProbeAnswer probe(SandboxId sandbox) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<WebhookEntry> webhooks() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WebhookEntry register(WebhookOrder order) {
    throw new UnsupportedOperationException();
  }

  @Override
  public WebhookEntry change(String webhook, WebhookOrder order) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FailedPage failedDeliveries(String webhook, Instant since, @Nullable String cursor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DeliveryStats deliveryStats(String webhook, Instant since) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Health health() {
    return new Health(false, null);
  }
}
