package io.github.e2breconciler.cli;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.Webhook;
import java.net.URI;

/** Registers our webhook with a simulated team. */
final class DemoWebhook {

  private DemoWebhook() {}

  static void register(Team team, URI url, String secret) {
    team.addWebhook(
        new Webhook.Settings("e2b-reconciler", url, true, EventTypes.ALL, Secret.of(secret)));
  }
}
