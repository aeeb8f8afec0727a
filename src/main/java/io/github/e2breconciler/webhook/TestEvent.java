package io.github.e2breconciler.webhook;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.ExecutionRun;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A delivery as E2B would send it, made by us to try a set-up. */
public final class TestEvent {

  private static final Duration RAN = Duration.ofMinutes(1);
  private static final Size SIZE = new Size(2, 512);

  private TestEvent() {}

  /**
   * The body of an event.
   *
   * @param type a full type, known or not, or one of the short labels
   * @param id the event's id: one that was sent before is a duplicate
   */
  public static byte[] body(String type, SandboxId sandbox, Instant now, String id) {
    @Nullable String known = EventTypes.ofLabel(type);
    var header =
        new EventHeader(
            id,
            known == null ? type : known,
            now,
            sandbox,
            new ExecutionId("test-execution"),
            "test-template",
            "",
            "",
            null);
    return EventCodec.encode(event(header, now));
  }

  /** The headers that go with a body, signed as E2B does. */
  public static Map<String, String> headers(Secret secret, byte[] body) {
    return headers(secret, body, SignatureScheme.E2B);
  }

  /** The headers that go with a body. */
  public static Map<String, String> headers(Secret secret, byte[] body, SignatureScheme scheme) {
    var e2b = scheme == SignatureScheme.E2B;
    return Map.of(
        "content-type",
        "application/json",
        "e2b-webhook-id",
        "test-webhook",
        "e2b-delivery-id",
        "test-delivery",
        Signature.VERSION_HEADER,
        Signature.VERSION,
        e2b ? Signature.HEADER : Signature.HMAC_HEADER,
        e2b ? Signature.sign(secret, body) : Signature.signHmac(secret, body));
  }

  private static LifecycleEvent event(EventHeader header, Instant now) {
    var run = new ExecutionRun(now.minus(RAN), SIZE, RAN);
    return switch (header.type()) {
      case EventTypes.CREATED -> new LifecycleEvent.Created(header);
      case EventTypes.RESUMED -> new LifecycleEvent.Resumed(header);
      case EventTypes.UPDATED -> new LifecycleEvent.Updated(header, now.plus(RAN));
      case EventTypes.CHECKPOINTED -> new LifecycleEvent.Checkpointed(header);
      case EventTypes.PAUSED -> new LifecycleEvent.Paused(header, run);
      case EventTypes.KILLED -> new LifecycleEvent.Killed(header, run, "request");
      default -> new LifecycleEvent.Unrecognised(header);
    };
  }
}
