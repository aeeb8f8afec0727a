package io.github.e2breconciler.simulation;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.simulator.Delivery;
import io.github.e2breconciler.simulator.Webhook;
import io.github.e2breconciler.simulator.WebhookFaults;
import io.github.e2breconciler.simulator.WebhookSender;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Webhooks on their way: a careless sender while it is stormy, a careful one afterwards. */
final class Post {

  private static final URI HERE = URI.create("http://127.0.0.1:1/webhooks/e2b");

  private final WebhookSender careless;
  private final WebhookSender careful;
  private final RandomGenerator random;
  private boolean calm;

  Post(Stage stage, Host host, WebhookFaults faults, RandomGenerator random) {
    Delivery delivery = (_, _, body) -> deliver(stage, host, body);
    this.random = random;
    this.careless = new WebhookSender(stage.world(), faults, random, delivery, Runnable::run);
    this.careful =
        new WebhookSender(stage.world(), WebhookFaults.none(), random, delivery, Runnable::run);
    stage
        .team()
        .addWebhook(
            new Webhook.Settings("simulation", HERE, true, EventTypes.ALL, Secret.of("whsec_1")));
  }

  /** How badly webhooks travel, up to a half of them lost. */
  static WebhookFaults draw(RandomGenerator random) {
    var badness = random.nextInt(4) / 3.0;
    var late = Duration.ofSeconds(1 + random.nextLong(60));
    return new WebhookFaults(0.5 * badness, Map.of(), 0.2 * badness, 0.4 * badness, late);
  }

  /** Nothing gets lost any more. */
  void calm() {
    calm = true;
  }

  Duration step() {
    if (calm) {
      careful.step();
    }
    careless.step();
    return Duration.ofMillis(100 + random.nextLong(900));
  }

  long lost() {
    return careless.counts().lost() + careless.counts().givenUp();
  }

  private static int deliver(Stage stage, Host host, byte[] body) throws ConnectException {
    if (!(EventCodec.decode(body) instanceof EventCodec.Decoded.Event decoded)) {
      throw new Violation(null, "an event of E2B's that cannot be decoded");
    }
    var event = decoded.event();
    var again = EventCodec.decode(EventCodec.encode(event));
    if (!(again instanceof EventCodec.Decoded.Event same) || !same.event().equals(event)) {
      throw new Violation(event.sandbox(), "an event that changes by its own codec: " + event);
    }
    var status = host.deliver(event);
    stage.journal().note(event.sandbox(), "webhook", event.header().type() + ": " + status);
    if (status == 0) {
      throw new ConnectException("nobody listens");
    }
    return status;
  }
}
