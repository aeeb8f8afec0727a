package io.github.e2breconciler.testing;

import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.LifecycleEvent.Created;
import io.github.e2breconciler.sandbox.LifecycleEvent.Updated;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Observation.Heard;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Size;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Sandboxes that run, each known by all that can be known of one: its created event, a new end, and
 * a row of a list; with five metadata entries. Times have nanoseconds, and every text is an object
 * of its own, as if just read. For counting what they take.
 */
public final class LivingFleet {

  /** The bytes of heap that one may take, everything that is kept for it included. */
  public static final long BYTES_EACH = 600;

  private static final Duration LIFETIME = Duration.ofHours(1);

  private LivingFleet() {}

  /** What there is to know of the one with that number. */
  public static List<Observation> observations(long number) {
    var started = FakeClock.START.plusNanos(number * 1_234_567);
    var updated = started.plusNanos(61_098_765_432L);
    var end = updated.plus(LIFETIME);
    var row =
        new SandboxRow(
            sandbox(number),
            State.RUNNING,
            text("rki5dems9wqfm4r03t7g"),
            metadata(number),
            started.plusNanos(1_234),
            end,
            new Size(2, 512));
    return List.of(
        heard(new Created(header(number, EventTypes.CREATED, started))),
        heard(new Updated(header(number, EventTypes.UPDATED, updated), end)),
        new Seen(row, Source.LIST, updated.plusNanos(9_876_543_210L)));
  }

  /**
   * The bytes of heap in use, garbage left out: the serial collector closes the gaps that it leaves
   * in every fourth collection only.
   */
  public static long heapInUse() {
    var least = Long.MAX_VALUE;
    for (var i = 0; i < 4; i++) {
      System.gc();
      var used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      least = Math.min(least, used);
    }
    return least;
  }

  private static Heard heard(LifecycleEvent event) {
    return new Heard(event, Source.WEBHOOK, event.at());
  }

  private static EventHeader header(long number, String type, Instant at) {
    return new EventHeader(
        type + number,
        type,
        at,
        sandbox(number),
        new ExecutionId(new UUID(number, ~number).toString()),
        text("rki5dems9wqfm4r03t7g"),
        "",
        "",
        metadata(number));
  }

  private static SandboxId sandbox(long number) {
    var digits = Long.toString(number, Character.MAX_RADIX);
    return new SandboxId("i" + "0".repeat(19 - digits.length()) + digits);
  }

  private static Map<String, String> metadata(long number) {
    return Map.of(
        text("app"), text("crawler"),
        text("kind"), text("worker"),
        text("owner"), "job-" + number,
        text("user"), "user-" + number % 1_000,
        text("request"), new UUID(~number, number).toString());
  }

  private static String text(String text) {
    return new String(text.toCharArray());
  }
}
