package io.github.e2breconciler.inventory;

import io.github.e2breconciler.inventory.Belief.Absence;
import io.github.e2breconciler.inventory.Belief.Deadline;
import io.github.e2breconciler.inventory.Belief.Details;
import io.github.e2breconciler.inventory.Belief.Hearing;
import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Size;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.FakeClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Beliefs in which anything may be missing, for whatever writes them down. */
final class Beliefs {

  private static final List<Source> SOURCES = List.of(Source.values());
  private static final List<State> ROW_STATES = List.of(State.RUNNING, State.PAUSED, State.UNKNOWN);

  private Beliefs() {}

  /** One that {@code random} makes up, the same for the same. */
  @SuppressWarnings("NullAway") // does not see that a row may be null, its type being nested
  static Belief of(SandboxKey key, Random random) {
    var executions = new ArrayList<Execution>();
    for (var i = random.nextInt(4); i > 0; i--) {
      executions.add(
          new Execution(
              maybe(random, () -> new ExecutionId(text(random))),
              maybe(random, () -> instant(random)),
              maybe(random, () -> instant(random)),
              maybe(random, () -> instant(random)),
              maybe(random, () -> instant(random)),
              maybe(random, () -> text(random))));
    }
    return new Belief(
        key,
        executions,
        maybe(random, () -> seen(key, random)),
        random.nextBoolean() ? Details.NONE : details(random),
        maybe(random, () -> new Deadline(instant(random), instant(random))),
        random.nextBoolean() ? Absence.NONE : absence(random),
        maybe(random, () -> instant(random)),
        maybe(random, () -> new Hearing(instant(random), source(random))));
  }

  private static Seen seen(SandboxKey key, Random random) {
    var row =
        new SandboxRow(
            key.sandbox(),
            ROW_STATES.get(random.nextInt(ROW_STATES.size())),
            text(random),
            metadata(random),
            instant(random),
            instant(random),
            maybe(random, () -> size(random)));
    return new Seen(row, source(random), instant(random));
  }

  private static Details details(Random random) {
    return new Details(
        text(random),
        instant(random),
        metadata(random),
        instant(random),
        maybe(random, () -> size(random)),
        instant(random));
  }

  private static Absence absence(Random random) {
    return new Absence(1 + random.nextInt(5), instant(random), instant(random));
  }

  private static Map<String, String> metadata(Random random) {
    var metadata = new HashMap<String, String>();
    for (var i = random.nextInt(4); i > 0; i--) {
      metadata.put(text(random), text(random));
    }
    return metadata;
  }

  private static Size size(Random random) {
    return new Size(random.nextInt(64), random.nextInt(65_536));
  }

  private static Source source(Random random) {
    return SOURCES.get(random.nextInt(SOURCES.size()));
  }

  private static Instant instant(Random random) {
    return FakeClock.START.plusNanos(random.nextLong(-1_000_000_000_000L, 1_000_000_000_000L));
  }

  private static String text(Random random) {
    var alphabet = "ab-_\"\\{}\u00e9\u4e2d\n ";
    var text = new StringBuilder("x");
    for (var i = random.nextInt(8); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static <T> @Nullable T maybe(Random random, Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }
}
