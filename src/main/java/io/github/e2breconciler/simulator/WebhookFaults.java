package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * How badly webhooks travel. Probabilities from 0 to 1 are drawn for each event and webhook.
 *
 * @param lost of never being sent at all
 * @param lostByType the same for single types, by full name, instead of {@code lost}
 * @param duplicated of being sent twice
 * @param delayed of being sent late, by up to {@code delay}; late ones are overtaken
 */
public record WebhookFaults(
    double lost, Map<String, Double> lostByType, double duplicated, double delayed, Duration delay)
    implements DeliveryFaults {

  public WebhookFaults {
    requireProbability("lost", lost);
    requireProbability("duplicated", duplicated);
    requireProbability("delayed", delayed);
    lostByType = Map.copyOf(lostByType);
    lostByType.forEach(WebhookFaults::requireProbability);
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay is negative: " + delay);
    }
  }

  /** Every event is sent once and at once. */
  public static WebhookFaults none() {
    return new WebhookFaults(0, Map.of(), 0, 0, Duration.ZERO);
  }

  @Override
  public List<Letter> letters(LifecycleEvent event, RandomGenerator random) {
    if (random.nextDouble() < lostByType.getOrDefault(event.header().type(), lost)) {
      return List.of();
    }
    var body = EventJson.webhook(event).toString();
    var letters = new ArrayList<Letter>();
    letters.add(Letter.of(body, drawDelay(random)));
    if (random.nextDouble() < duplicated) {
      letters.add(Letter.of(body, drawDelay(random)));
    }
    return letters;
  }

  private Duration drawDelay(RandomGenerator random) {
    if (random.nextDouble() >= delayed) {
      return Duration.ZERO;
    }
    return Duration.ofMillis(random.nextLong(delay.toMillis() + 1));
  }

  private static void requireProbability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is no probability: " + value);
    }
  }
}
