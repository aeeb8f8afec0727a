package io.github.e2breconciler.simulator;

import java.time.Duration;
import java.util.Map;

/**
 * How badly webhooks travel. Probabilities from 0 to 1 are drawn for each event and webhook.
 *
 * @param lost of never being sent at all
 * @param lostByType the same for single types, by full name, instead of {@code lost}
 * @param duplicated of being sent twice
 * @param delayed of being sent late, by up to {@code delay}; late ones are overtaken
 */
public record WebhookFaults(
    double lost,
    Map<String, Double> lostByType,
    double duplicated,
    double delayed,
    Duration delay) {

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

  /** The preset {@code lossy-webhooks}: a third is lost, some come twice or up to 3 s late. */
  public static WebhookFaults lossy() {
    return new WebhookFaults(0.3, Map.of(), 0.1, 0.2, Duration.ofSeconds(3));
  }

  double lossOf(String type) {
    return lostByType.getOrDefault(type, lost);
  }

  private static void requireProbability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is no probability: " + value);
    }
  }
}
