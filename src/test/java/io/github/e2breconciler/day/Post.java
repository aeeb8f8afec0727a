package io.github.e2breconciler.day;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.simulator.Delivery;
import io.github.e2breconciler.simulator.DeliveryFaults;
import io.github.e2breconciler.simulator.Letter;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.Webhook;
import io.github.e2breconciler.simulator.WebhookFaults;
import io.github.e2breconciler.simulator.WebhookSender;
import io.github.e2breconciler.simulator.World;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Webhooks on their way, and a list of all that E2B told by them or would have. */
final class Post implements DeliveryFaults {

  static final URI HERE = URI.create("http://127.0.0.1:1/webhooks/e2b");

  /** From an event to its webhook; a tenth of a second on average. */
  private static final Duration ROUND = Duration.ofMillis(200);

  private final Map<String, Instant> told = new LinkedHashMap<>();
  private final Books books;
  private final WebhookSender sender;
  private WebhookFaults faults = WebhookFaults.none();

  Post(World world, Team team, Books books, Delivery delivery, SplittableRandom random) {
    this.books = books;
    this.sender = new WebhookSender(world, this, random, delivery, Runnable::run);
    var _ =
        team.addWebhook(
            new Webhook.Settings("day", HERE, true, EventTypes.ALL, Secret.of("whsec_day")));
  }

  /** How they travel from now on. */
  void travel(WebhookFaults value) {
    faults = value;
  }

  Duration step() {
    sender.step();
    return ROUND;
  }

  /** Every event but {@code updated}, by id, with its time. */
  Map<String, Instant> told() {
    return told;
  }

  /** Events so far that got no webhook. */
  long lost() {
    var counts = sender.counts();
    return counts.lost() + counts.givenUp();
  }

  @Override
  public List<Letter> letters(LifecycleEvent event, RandomGenerator random) {
    if (!(event instanceof LifecycleEvent.Updated)) {
      told.put(event.header().id(), event.at());
      books.changed(event.sandbox(), event.at(), true);
    }
    return faults.letters(event, random);
  }
}
