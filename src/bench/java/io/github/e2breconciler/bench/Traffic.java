package io.github.e2breconciler.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.ExecutionRun;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.LifecycleEvent.Created;
import io.github.e2breconciler.sandbox.LifecycleEvent.Killed;
import io.github.e2breconciler.sandbox.LifecycleEvent.Updated;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Size;
import io.github.e2breconciler.webhook.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Signed deliveries, each of an event of its own, of sandboxes with five metadata entries.
 *
 * <p>They live in generations: all of one are created, then updated, then killed. So requests that
 * are under way together speak of different sandboxes, and none comes before its sandbox.
 */
final class Traffic implements Requests {

  static final Secret SECRET = Secret.of("the secret of a bench and long enough");
  static final String PATH = "/webhooks/e2b";

  private static final int GENERATION = 1_024;
  private static final int STAGES = 3;
  private static final String TEMPLATE = "rki5dems9wqfm4r03t7g";
  private static final String TEAM = "460355b3-4f64-48f9-9a16-4442817f79f5";
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final InstantSource clock;
  private final SplittableRandom random;
  private final long salt;
  private int made;

  Traffic(InstantSource clock, SplittableRandom random) {
    this.clock = clock;
    this.random = random;
    this.salt = random.nextLong(1L << 40, 1L << 44);
  }

  @Override
  public byte[] next() {
    return request(EventCodec.encode(event()));
  }

  /** The next event, of which {@link #next} is the delivery. */
  LifecycleEvent event() {
    var generation = made / (GENERATION * STAGES);
    var stage = made / GENERATION % STAGES;
    var sandbox = (long) generation * GENERATION + made % GENERATION;
    made++;
    return switch (stage) {
      case 0 -> new Created(header(sandbox, EventTypes.CREATED));
      case 1 -> {
        var header = header(sandbox, EventTypes.UPDATED);
        yield new Updated(header, header.at().plus(LIFETIME));
      }
      default -> {
        var header = header(sandbox, EventTypes.KILLED);
        var ran = Duration.ofSeconds(42);
        yield new Killed(
            header, new ExecutionRun(header.at().minus(ran), new Size(2, 512), ran), "request");
      }
    };
  }

  /** One delivery of a body, as E2B sends it. */
  static byte[] request(byte[] body) {
    var head =
        """
        POST %s HTTP/1.1\r
        Host: 127.0.0.1\r
        User-Agent: E2B-Webhooks/1.0\r
        Content-Type: application/json\r
        e2b-webhook-id: 2b3c4d5e-0000-4000-8000-000000000001\r
        e2b-delivery-id: 2b3c4d5e-0000-4000-8000-000000000002\r
        e2b-signature-version: %s\r
        e2b-signature: %s\r
        Content-Length: %d\r
        \r
        """
            .formatted(PATH, Signature.VERSION, Signature.sign(SECRET, body), body.length)
            .getBytes(ISO_8859_1);
    var request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  private EventHeader header(long sandbox, String type) {
    return header(sandbox, 0, type);
  }

  /** What an event of a run of a sandbox says of itself, under an id of its own. */
  EventHeader header(long sandbox, long run, String type) {
    var number = Long.toString(salt + sandbox, Character.MAX_RADIX);
    return new EventHeader(
        uuid(random.nextLong(), random.nextLong()),
        type,
        clock.instant(),
        new SandboxId("i" + "0".repeat(19 - number.length()) + number),
        new ExecutionId(uuid(salt + run, sandbox)),
        TEMPLATE,
        uuid(salt, 0),
        TEAM,
        Map.of(
            "app",
            "bench",
            "kind",
            "worker",
            "owner",
            "job-" + sandbox,
            "user",
            "user-" + sandbox % 1_000,
            "request",
            uuid(salt, ~sandbox)));
  }

  private static String uuid(long high, long low) {
    return new UUID((high & ~0xf000L) | 0x4000L, (low & ~(3L << 62)) | (1L << 63)).toString();
  }
}
