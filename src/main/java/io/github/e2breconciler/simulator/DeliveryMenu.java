package io.github.e2breconciler.simulator;

import io.github.e2breconciler.config.ConfigReader;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The faults of webhooks on their way. */
enum DeliveryMenu implements MenuLine {
  WEBHOOK_LOST(_ -> new DeliveryFault.Lost()),
  WEBHOOK_DELAYED(in -> new DeliveryFault.Delayed(length(in, "by", 5))),
  WEBHOOK_REORDERED(in -> new DeliveryFault.Reordered(length(in, "within", 5))),
  WEBHOOK_DUPLICATED(_ -> new DeliveryFault.Duplicated()),
  WEBHOOK_FORGED(_ -> new DeliveryFault.Forged()),
  WEBHOOK_REPLAYED(in -> new DeliveryFault.Replayed(length(in, "after", 600))),
  WEBHOOK_TRAILING_BYTES(_ -> new DeliveryFault.Extended()),
  WEBHOOK_V1(_ -> new DeliveryFault.Legacy()),
  WEBHOOK_CAMEL_CASE(_ -> new DeliveryFault.CamelCase()),
  WEBHOOK_UNKNOWN_TYPE(
      in -> new DeliveryFault.UnknownType(in.text("type", "sandbox.lifecycle.hibernated"))),
  WEBHOOK_UNKNOWN_VERSION(in -> new DeliveryFault.UnknownVersion(in.text("version", "v9"))),
  WEBHOOK_UNKNOWN_SIGNATURE(_ -> new DeliveryFault.UnknownSignature()),
  WEBHOOK_FIELD_MISSING(
      in -> new DeliveryFault.FieldMissing(in.text("field", "sandbox_execution_id"))),
  WEBHOOK_OTHER_SECRET(_ -> new DeliveryFault.OtherSecret()),
  WEBHOOK_UNREACHABLE(_ -> new DeliveryFault.Unreachable()),
  WEBHOOK_SLOW(in -> new DeliveryFault.Slow(length(in, "over", 5))),
  WEBHOOK_SILENT(_ -> new DeliveryFault.Silent());

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Function<ConfigReader, DeliveryFault> reader;

  DeliveryMenu(Function<ConfigReader, DeliveryFault> reader) {
    this.reader = reader;
  }

  /** The rule that one item of a plan states. */
  DeliveryRule read(ConfigReader in) {
    var match = SandboxSelector.read(in.section("match"));
    var types =
        in.choices("events", List.of(), EventTypes.ALL, EventTypes::label).stream()
            .collect(Collectors.toSet());
    return new DeliveryRule(label(), reader.apply(in), Odds.read(in), match, types);
  }

  private static Duration length(ConfigReader in, String key, long seconds) {
    return in.duration(key, Duration.ofSeconds(seconds), Duration.ZERO, Duration.ofDays(7));
  }
}
