package io.github.e2breconciler.event;

import io.github.e2breconciler.sandbox.LifecycleEvent;

/** Between an event's bytes and {@link LifecycleEvent}. Stateless; any thread. */
public final class EventCodec {

  private EventCodec() {}

  /** What a body turned out to be. */
  public sealed interface Decoded {

    /**
     * An event, known or not.
     *
     * @param sandboxText the sandbox id as the body spells it, suffix and all
     * @param timestampText the time as the body spells it
     */
    record Event(LifecycleEvent event, String sandboxText, String timestampText)
        implements Decoded {}

    /**
     * Not an event.
     *
     * @param why a short text for the sender, without anything of the body
     */
    record Malformed(String why) implements Decoded {}
  }

  /**
   * Reads one event in any spelling.
   *
   * <p>Malformed are: bad UTF-8; anything but one JSON object, also more bytes behind it; a key
   * twice in one object, at any depth; no valid sandbox id; neither a type nor a legacy category
   * and label; no timestamp in RFC 3339. An optional field of the wrong type counts as absent. A
   * body without an id is named {@code sha256:} and its digest in hex, so that a repetition of the
   * same bytes is recognised.
   */
  public static Decoded decode(byte[] body) {
    return EventReader.read(body);
  }

  /**
   * The canonical form, as webhooks send it today: snake_case, version {@code v2}, UTF-8.
   *
   * <p>Decoding it gives an equal event, to the nanosecond (a running time to the millisecond).
   */
  public static byte[] encode(LifecycleEvent event) {
    return EventWriter.write(event, name -> name);
  }

  /** One row as the event feed sends it: camelCase on the outside, the data in snake_case. */
  public static byte[] encodeFeed(LifecycleEvent event) {
    return EventWriter.write(event, Spelling::camel);
  }

  /**
   * The word for people and metrics: create, kill, pause, resume, update, checkpoint; for an event
   * that we do not know its whole type, which is not of a bounded set.
   */
  public static String label(LifecycleEvent event) {
    return switch (event) {
      case LifecycleEvent.Created _ -> EventTypes.label(EventTypes.CREATED);
      case LifecycleEvent.Killed _ -> EventTypes.label(EventTypes.KILLED);
      case LifecycleEvent.Paused _ -> EventTypes.label(EventTypes.PAUSED);
      case LifecycleEvent.Resumed _ -> EventTypes.label(EventTypes.RESUMED);
      case LifecycleEvent.Updated _ -> EventTypes.label(EventTypes.UPDATED);
      case LifecycleEvent.Checkpointed _ -> EventTypes.label(EventTypes.CHECKPOINTED);
      case LifecycleEvent.Unrecognised(var header) -> header.type();
    };
  }
}
