package io.github.e2breconciler;

import io.github.e2breconciler.reconcile.EventIntake;
import io.github.e2breconciler.reconcile.Suspicion;
import io.github.e2breconciler.reconcile.Suspicions;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.webhook.WebhookInbox;
import java.time.Instant;

/** Where what the webhook's route has verified goes on into the daemon. */
record Inbox(EventIntake intake, Suspicions suspicions) implements WebhookInbox {

  @Override
  public Outcome take(AccountId account, LifecycleEvent event, Instant receivedAt) {
    var taken = intake.take(account, event, Source.WEBHOOK, receivedAt);
    return new Outcome(taken.duplicate(), taken.ended());
  }

  @Override
  public void distrust(AccountId account) {
    suspicions.raise(account, Suspicion.BAD_SIGNATURES, "many deliveries that no secret signed");
  }
}
