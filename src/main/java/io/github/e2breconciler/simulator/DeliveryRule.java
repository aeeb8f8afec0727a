package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.EventHeader;
import java.util.Set;

/**
 * A fault of webhooks in a plan, drawn for each event and webhook.
 *
 * @param types full type names of the events that it strikes, or empty for all
 */
record DeliveryRule(
    String label, DeliveryFault fault, Odds odds, SandboxSelector match, Set<String> types) {

  DeliveryRule {
    types = Set.copyOf(types);
  }

  boolean concerns(EventHeader header) {
    return (types.isEmpty() || types.contains(header.type())) && match.selects(header);
  }
}
