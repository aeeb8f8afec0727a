package io.github.e2breconciler.simulator;

import io.github.e2breconciler.config.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/** A registered webhook. */
public record Webhook(String id, String team, Settings settings, Instant createdAt) {

  /**
   * What may be set.
   *
   * @param events full type names that it wants
   * @param secret signs the deliveries; no answer shows it
   */
  public record Settings(
      String name, URI url, boolean enabled, List<String> events, Secret secret) {

    public Settings {
      events = List.copyOf(events);
    }
  }

  boolean wants(String type) {
    return settings.enabled && settings.events.contains(type);
  }
}
