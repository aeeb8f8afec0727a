package io.github.e2breconciler.simulator;

import java.time.Duration;

/** One way in which an event goes wrong on its way to a webhook. */
sealed interface DeliveryFault {

  /** Never sent, and not counted as failed either. */
  record Lost() implements DeliveryFault {}

  /** Sent late by this. */
  record Delayed(Duration delay) implements DeliveryFault {}

  /** Sent late by any time up to this, so that later ones overtake it. */
  record Reordered(Duration within) implements DeliveryFault {}

  /** Sent twice, each time with a delivery id of its own. */
  record Duplicated() implements DeliveryFault {}

  /** Followed by another event that a stranger made up and signed with a wrong secret. */
  record Forged() implements DeliveryFault {}

  /** Sent again to the letter by a stranger who overheard it, so much later. */
  record Replayed(Duration after) implements DeliveryFault {}

  /** Followed by itself with bytes behind it whose signature a stranger can compute. */
  record Extended() implements DeliveryFault {}

  /** In the spelling of version 1: camelCase, without id, version and type. */
  record Legacy() implements DeliveryFault {}

  /** In camelCase. */
  record CamelCase() implements DeliveryFault {}

  /** Of a type that nobody knows. */
  record UnknownType(String type) implements DeliveryFault {}

  /** Of a version that nobody knows. */
  record UnknownVersion(String version) implements DeliveryFault {}

  /** Signed by a version that nobody knows. */
  record UnknownSignature() implements DeliveryFault {}

  /** Without one field. */
  record FieldMissing(String field) implements DeliveryFault {}

  /** Signed with another secret than the one registered. */
  record OtherSecret() implements DeliveryFault {}

  /** No attempt arrives: given up after one and three retries, ten seconds apart. */
  record Unreachable() implements DeliveryFault {}

  /** Its bytes come in {@code over}. */
  record Slow(Duration over) implements DeliveryFault {}

  /** Half of it comes, and then nothing. */
  record Silent() implements DeliveryFault {}
}
