package io.github.e2breconciler.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.event.EventCodec.Decoded;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.ExecutionRun;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** What we write we read back, in both spellings. The seed is the number of the repetition. */
final class EventRoundTripTest {

  private static final List<String> TEXTS =
      List.of("a", "žluťoučký kůň", "line\nbreak", "\"quoted\\\"", "\u0000", "🧪", " ", "\u2028");

  private static final List<String> WORDS =
      List.of("a", "žluťoučký kůň", "\"quoted\\\"", "🧪", "request");

  @RepeatedTest(300)
  void readsBackWhatItWrote(RepetitionInfo repetition) {
    var event = event(new SplittableRandom(repetition.getCurrentRepetition()));

    assertThat(decoded(EventCodec.encode(event))).isEqualTo(event);
    assertThat(decoded(EventCodec.encodeFeed(event))).isEqualTo(event);
  }

  private static LifecycleEvent decoded(byte[] body) {
    return ((Decoded.Event) EventCodec.decode(body)).event();
  }

  private static LifecycleEvent event(SplittableRandom random) {
    return switch (random.nextInt(7)) {
      case 0 -> new LifecycleEvent.Created(header(random, EventTypes.CREATED));
      case 1 -> new LifecycleEvent.Resumed(header(random, EventTypes.RESUMED));
      case 2 -> new LifecycleEvent.Updated(header(random, EventTypes.UPDATED), maybeTime(random));
      case 3 -> new LifecycleEvent.Checkpointed(header(random, EventTypes.CHECKPOINTED));
      case 4 -> new LifecycleEvent.Paused(header(random, EventTypes.PAUSED), run(random));
      case 5 ->
          new LifecycleEvent.Killed(
              header(random, EventTypes.KILLED),
              run(random),
              random.nextBoolean() ? "" : pick(random, WORDS));
      default ->
          new LifecycleEvent.Unrecognised(header(random, "sandbox.new." + pick(random, WORDS)));
    };
  }

  private static EventHeader header(SplittableRandom random, String type) {
    return new EventHeader(
        "id-" + random.nextLong(),
        type,
        time(random),
        new SandboxId("i" + Long.toUnsignedString(random.nextLong(), 36)),
        random.nextBoolean() ? null : new ExecutionId(pick(random, WORDS)),
        random.nextBoolean() ? "" : pick(random, WORDS),
        random.nextBoolean() ? "" : pick(random, WORDS),
        random.nextBoolean() ? "" : pick(random, WORDS),
        metadata(random));
  }

  private static @Nullable Map<String, String> metadata(SplittableRandom random) {
    if (random.nextInt(3) == 0) {
      return null;
    }
    var metadata = new HashMap<String, String>();
    for (var left = random.nextInt(4); left > 0; left--) {
      metadata.put(pick(random, TEXTS), pick(random, TEXTS));
    }
    return metadata;
  }

  private static @Nullable ExecutionRun run(SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      return null;
    }
    return new ExecutionRun(
        maybeTime(random),
        random.nextBoolean() ? null : new Size(random.nextInt(64), random.nextInt(1 << 20)),
        random.nextBoolean() ? null : Duration.ofMillis(random.nextLong(1L << 40)));
  }

  private static @Nullable Instant maybeTime(SplittableRandom random) {
    return random.nextBoolean() ? null : time(random);
  }

  private static Instant time(SplittableRandom random) {
    var second = random.nextLong(1_000_000_000, 4_000_000_000L);
    var nano = random.nextBoolean() ? 0 : random.nextInt(1_000_000_000);
    return Instant.ofEpochSecond(second, nano);
  }

  private static String pick(SplittableRandom random, List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }
}
