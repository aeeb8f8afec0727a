package io.github.e2breconciler.simulator;

import io.github.e2breconciler.config.Secret;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A letter as it goes to one webhook: with the headers and the signature of E2B's, or a bad one.
 */
final class Post {

  private static final Secret OTHER = Secret.of("whsec_of_somebody_else");
  private static final String APPENDED = ",\"type\":\"sandbox.lifecycle.killed\"}";

  private final Map<String, String> headers;
  private final byte[] body;

  private Post(Map<String, String> headers, byte[] body) {
    this.headers = headers;
    this.body = body;
  }

  Map<String, String> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }

  static Post of(Letter letter, Webhook webhook, String deliveryId) {
    var secret = webhook.settings().secret();
    var body = letter.bytes();
    return switch (letter.seal()) {
      case OURS -> sealed(webhook, deliveryId, "v1", Signature.of(secret, body), body);
      case OTHER_SECRET -> sealed(webhook, deliveryId, "v1", Signature.of(OTHER, body), body);
      case OTHER_VERSION -> sealed(webhook, deliveryId, "v2", Signature.of(secret, body), body);
      case EXTENDED -> {
        var longer = Signature.extended(secret, body, APPENDED);
        yield sealed(webhook, deliveryId, "v1", Signature.of(secret, longer), longer);
      }
    };
  }

  private static Post sealed(
      Webhook webhook, String deliveryId, String version, String signature, byte[] body) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", "application/json");
    headers.put("e2b-webhook-id", webhook.id());
    headers.put("e2b-delivery-id", deliveryId);
    headers.put("e2b-signature-version", version);
    headers.put("e2b-signature", signature);
    return new Post(headers, body);
  }
}
