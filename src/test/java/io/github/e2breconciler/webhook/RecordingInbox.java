package io.github.e2breconciler.webhook;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An inbox in memory that knows ids, remembers living sandboxes, and fails when told to. */
final class RecordingInbox implements WebhookInbox {

  record Taken(AccountId account, LifecycleEvent event, Instant receivedAt) {}

  private final List<Taken> taken = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final Set<SandboxId> living = new HashSet<>();
  private final List<AccountId> distrusted = new ArrayList<>();
  private @Nullable String failure;

  @Override
  public synchronized Outcome take(AccountId account, LifecycleEvent event, Instant receivedAt) {
    if (failure != null) {
      throw new StoreException(failure, null);
    }
    if (!ids.add(event.header().id())) {
      return new Outcome(true, false);
    }
    taken.add(new Taken(account, event, receivedAt));
    var ended = event instanceof LifecycleEvent.Killed && living.remove(event.sandbox());
    return new Outcome(false, ended);
  }

  @Override
  public synchronized void distrust(AccountId account) {
    distrusted.add(account);
  }

  synchronized List<AccountId> distrusted() {
    return List.copyOf(distrusted);
  }

  synchronized void holds(SandboxId sandbox) {
    living.add(sandbox);
  }

  synchronized void fail(String message) {
    failure = message;
  }

  synchronized List<Taken> taken() {
    return List.copyOf(taken);
  }
}
