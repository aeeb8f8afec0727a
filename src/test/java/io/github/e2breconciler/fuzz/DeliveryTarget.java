package io.github.e2breconciler.fuzz;

import static io.github.e2breconciler.fuzz.Target.require;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.event.EventCodec.Decoded;
import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.webhook.Envelope;
import io.github.e2breconciler.webhook.Receipt;
import io.github.e2breconciler.webhook.Reception;
import io.github.e2breconciler.webhook.Signature;
import io.github.e2breconciler.webhook.SignatureScheme;
import io.github.e2breconciler.webhook.WebhookAccount;
import io.github.e2breconciler.webhook.WebhookInbox;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Deliveries of webhooks, from their raw bytes on.
 *
 * <p>Without the right signature nothing is taken, and there is one spelling of it in each
 * alphabet. A body is taken as an event that stays the same through our own codec, or refused for
 * one of a few reasons that quote nothing of it. What is taken is strict JSON for other readers
 * too, and with anything but white space behind it is refused, whoever signed that.
 */
final class DeliveryTarget implements Target {

  private static final Instant NOW = Instant.parse("2026-08-21T20:00:23Z");
  private static final AccountId ACCOUNT = new AccountId("fuzzed");
  private static final Secret SECRET = Secret.of("whsec_of_the_fuzzed");
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private static final Set<String> REASONS =
      Set.of(
          "body is not UTF-8",
          "body is not strict JSON",
          "body is not a JSON object",
          "body goes on after the JSON object",
          "body has a key twice in one object",
          "sandbox id is missing",
          "sandbox id is not an id",
          "type is missing",
          "timestamp is missing",
          "timestamp is not an RFC 3339 time");

  private static final List<String> TAILS =
      List.of("x", "{}", "\u0000", ",", "]", "\u0080\u0000{}");

  private static final JsonMapper OTHER_READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final List<LifecycleEvent> taken = new ArrayList<>();
  private final Reception reception =
      new Reception(
          List.of(new WebhookAccount(ACCOUNT, List.of(SECRET), Set.of(SignatureScheme.values()))),
          (_, event, _) -> take(event),
          InstantSource.fixed(NOW),
          () -> 0,
          new SimpleMeterRegistry());

  private WebhookInbox.Outcome take(LifecycleEvent event) {
    taken.add(event);
    return new WebhookInbox.Outcome(false, false);
  }

  @Override
  public void accept(byte[] input) {
    var end = 0;
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    var claimed = new String(input, 0, end, ISO_8859_1);
    var body = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
    var right = Signature.sign(SECRET, body);
    var hmac = Signature.signHmac(SECRET, body);
    refusesOther(claimed, right, hmac, body);
    refusesOther(
        right.substring(0, 42) + ALPHABET.charAt(claimed.length() % 64), right, hmac, body);
    var status = deliver(right, body).status();
    require(deliver(hmac, body).status() == status, "the scheme changes what a body is");
    switch (EventCodec.decode(body)) {
      case Decoded.Malformed(var why) -> {
        require(status == 400, "answered " + status + " to what is no event");
        require(REASONS.contains(why), "refused for a reason that is not named: " + why);
      }
      case Decoded.Event(var event, var _, var _) -> {
        require(status == 200, "answered " + status + " to an event");
        require(taken.getLast().equals(event), "another event was taken than is decoded");
        remainsTheSame(event);
        isStrict(body);
        refusesWithTails(body);
      }
    }
    taken.clear();
  }

  private void refusesOther(String claimed, String right, String hmac, byte[] body) {
    var text = claimed.strip();
    var alike =
        text.equalsIgnoreCase(hmac)
            || text.replace('-', '+').replace('_', '/').replaceFirst("=$", "").equals(right);
    var before = taken.size();
    var receipt = deliver(claimed, body);
    require((receipt.status() != 401) == alike, receipt.status() + " for signature " + claimed);
    require(alike || taken.size() == before, "an event was taken that nobody signed");
  }

  private Receipt deliver(String signature, byte[] body) {
    var envelope =
        Envelope.of(
            null,
            InetAddress.getLoopbackAddress(),
            Map.of(Signature.HEADER, signature, Signature.VERSION_HEADER, Signature.VERSION),
            body.length);
    var receipt = reception.receive(envelope, () -> body);
    require(Json.bytes(receipt.content()).length > 2, "an answer without content");
    return receipt;
  }

  private static void remainsTheSame(LifecycleEvent event) {
    for (var bytes : List.of(EventCodec.encode(event), EventCodec.encodeFeed(event))) {
      require(
          EventCodec.decode(bytes) instanceof Decoded.Event(var again, var _, var _)
              && again.equals(event),
          "it changes by our own codec: " + event + " to " + new String(bytes, UTF_8));
    }
    var inventory = new Inventory(InstantSource.fixed(NOW), () -> 0);
    for (var times = 0; times < 2; times++) {
      var _ = inventory.apply(ACCOUNT, new Observation.Heard(event, Source.WEBHOOK, NOW));
    }
    require(inventory.all().count() == 1, "one event made more than one belief");
  }

  private static void isStrict(byte[] body) {
    try {
      require(OTHER_READER.readTree(body).isObject(), "others read no object in it");
    } catch (IOException e) {
      throw new UncheckedIOException("others cannot read it", e);
    }
  }

  private void refusesWithTails(byte[] body) {
    for (var tail : TAILS) {
      var longer = Arrays.copyOf(body, body.length + tail.length());
      System.arraycopy(tail.getBytes(ISO_8859_1), 0, longer, body.length, tail.length());
      require(
          deliver(Signature.sign(SECRET, longer), longer).status() == 400,
          "taken with bytes behind it");
    }
  }
}
