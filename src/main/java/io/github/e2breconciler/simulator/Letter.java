package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What is sent to a webhook for one event.
 *
 * @param body without what a stranger appends, which only its signer can tell
 * @param stranger whether E2B knows nothing of it: neither retried nor in the delivery log
 */
public record Letter(String body, Duration delay, Sealing seal, Manner manner, boolean stranger) {

  /** How it is signed. */
  enum Sealing {
    /** As E2B does. */
    OURS,
    /** With another secret. */
    OTHER_SECRET,
    /** With a version that nobody knows. */
    OTHER_VERSION,
    /** Rightly, with bytes behind the body: SHA-256 over secret and body can be continued. */
    EXTENDED
  }

  /** How its bytes travel. */
  sealed interface Manner {

    record Prompt() implements Manner {}

    record Slow(Duration over) implements Manner {}

    /** Half of it, then nothing. */
    record Silent() implements Manner {}

    /** Not at all. */
    record Unreachable() implements Manner {}
  }

  private static final Manner PROMPT = new Manner.Prompt();

  static Letter plain(LifecycleEvent event) {
    return of(EventJson.webhook(event).toString(), Duration.ZERO);
  }

  static Letter of(String body, Duration delay) {
    return new Letter(body, delay, Sealing.OURS, PROMPT, false);
  }

  /** The letters for an event that meets these faults. */
  static List<Letter> spoilt(
      LifecycleEvent event, List<DeliveryFault> faults, RandomGenerator random) {
    var json = EventJson.webhook(event);
    var letter = of("", Duration.ZERO);
    var more = new ArrayList<Letter>();
    var copies = 1;
    for (var fault : faults) {
      switch (fault) {
        case DeliveryFault.Lost _ -> copies = 0;
        case DeliveryFault.Duplicated _ -> copies *= 2;
        case DeliveryFault.Delayed(Duration delay) -> letter = letter.later(delay);
        case DeliveryFault.Reordered(Duration within) ->
            letter = letter.later(Duration.ofMillis(random.nextLong(within.toMillis() + 1)));
        case DeliveryFault.Forged _ -> more.add(forged(event, random));
        case DeliveryFault.Replayed(Duration after) -> more.add(plain(event).strange(after));
        case DeliveryFault.Extended _ ->
            more.add(plain(event).strange(Duration.ZERO).sealed(Sealing.EXTENDED));
        case DeliveryFault.Legacy _ -> json = legacy(event);
        case DeliveryFault.CamelCase _ -> json = EventJson.feed(event);
        case DeliveryFault.UnknownType(String type) -> json.put("type", type);
        case DeliveryFault.UnknownVersion(String version) -> json.put("version", version);
        case DeliveryFault.FieldMissing(String field) -> json.remove(field);
        case DeliveryFault.UnknownSignature _ -> letter = letter.sealed(Sealing.OTHER_VERSION);
        case DeliveryFault.OtherSecret _ -> letter = letter.sealed(Sealing.OTHER_SECRET);
        case DeliveryFault.Unreachable _ -> letter = letter.by(new Manner.Unreachable());
        case DeliveryFault.Slow(Duration over) -> letter = letter.by(new Manner.Slow(over));
        case DeliveryFault.Silent _ -> letter = letter.by(new Manner.Silent());
      }
    }
    var letters = new ArrayList<Letter>();
    for (var i = 0; i < copies; i++) {
      letters.add(letter.saying(json.toString()));
    }
    letters.addAll(more);
    return letters;
  }

  /** An end that never was, by somebody who does not know the secret. */
  private static Letter forged(LifecycleEvent event, RandomGenerator random) {
    var json = EventJson.webhook(event);
    json.put("id", new Ids(random).uuid());
    json.put("type", EventTypes.KILLED);
    json.put("event_label", "kill");
    return of(json.toString(), Duration.ZERO).sealed(Sealing.OTHER_SECRET).strange(Duration.ZERO);
  }

  private static ObjectNode legacy(LifecycleEvent event) {
    var json = EventJson.feed(event);
    json.remove(List.of("id", "version", "type"));
    return json;
  }

  byte[] bytes() {
    return body.getBytes(UTF_8);
  }

  private Letter saying(String text) {
    return new Letter(text, delay, seal, manner, stranger);
  }

  private Letter later(Duration more) {
    return new Letter(body, delay.plus(more), seal, manner, stranger);
  }

  private Letter sealed(Sealing value) {
    return new Letter(body, delay, value, manner, stranger);
  }

  private Letter by(Manner value) {
    return new Letter(body, delay, seal, value, stranger);
  }

  private Letter strange(Duration after) {
    return new Letter(body, delay.plus(after), seal, manner, true);
  }
}
