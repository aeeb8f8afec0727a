package io.github.e2breconciler.simulator;

import io.github.e2breconciler.config.ConfigException;
import io.github.e2breconciler.config.ConfigReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, when, how often and to whom: a list of faults, in YAML.
 *
 * <pre>{@code
 * seed: 7                     # default: drawn from the simulator's own
 * faults:
 *   - fault: webhook-lost     # a line of the menu
 *     probability: 30%        # at each occasion; default 100%
 *     from: 1m                # since the plan came into force; default 0s
 *     for: 10m                # default: without end
 *     match: {metadata: {kind: worker}, templates: [base], sandboxes: []}
 *     events: [killed, paused] # default: any; only for faults of webhooks
 *   - fault: rate-limited
 *     calls: [list, kill]     # default: any; only for faults of the service
 *     retry-after: 5s
 * }</pre>
 *
 * Of several faults that would strike one call, the first in the list does; an event on its way to
 * a webhook meets all that strike it.
 *
 * @param seed null for whatever the simulator draws
 */
public record FaultPlan(
    @Nullable Integer seed,
    List<CallRule> calls,
    List<DeliveryRule> deliveries,
    List<MishapRule> mishaps) {

  /** The names of the plans that come with the program, mildest first. */
  public static final List<String> PRESETS =
      List.of(
          "calm",
          "lossy-webhooks",
          "api-storm",
          "ghosts",
          "mass-disappearance",
          "clock-skew",
          "full-menu",
          "rehearsal");

  public FaultPlan {
    calls = List.copyOf(calls);
    deliveries = List.copyOf(deliveries);
    mishaps = List.copyOf(mishaps);
  }

  /** Nothing goes wrong. */
  public static FaultPlan none() {
    return new FaultPlan(null, List.of(), List.of(), List.of());
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with every mistake in it
   */
  public static FaultPlan open(Path file) {
    return read(ConfigReader.open(file, Map.of()));
  }

  /**
   * Reads a text.
   *
   * @throws ConfigException with every mistake in it
   */
  public static FaultPlan parse(String yaml) {
    return read(ConfigReader.parse(yaml, Map.of()));
  }

  /**
   * A plan that comes with the program.
   *
   * @param name one of {@link #PRESETS}
   */
  public static FaultPlan preset(String name) {
    if (!PRESETS.contains(name)) {
      throw new IllegalArgumentException(
          "there is no preset '" + name + "', only " + String.join(", ", PRESETS));
    }
    try (var in = FaultPlan.class.getResourceAsStream("presets/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its preset " + name);
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FaultPlan read(ConfigReader in) {
    var seed = in.has("seed") ? in.count("seed", 0, Integer.MIN_VALUE, Integer.MAX_VALUE) : null;
    var calls = new ArrayList<CallRule>();
    var deliveries = new ArrayList<DeliveryRule>();
    var mishaps = new ArrayList<MishapRule>();
    var menu = MenuLine.all();
    for (var item : in.sections("faults", 0)) {
      if (!item.has("fault")) {
        item.problem("fault", "is missing");
      }
      var mistakes = in.mistakes();
      switch (item.choice("fault", menu.getFirst(), menu, MenuLine::label)) {
        case MenuLine _ when in.mistakes() > mistakes -> ignoreTheRest(item);
        case CallMenu line -> calls.add(line.read(item));
        case DeliveryMenu line -> deliveries.add(line.read(item));
        case MishapMenu line -> mishaps.add(line.read(item));
      }
    }
    in.finish();
    return new FaultPlan(seed, calls, deliveries, mishaps);
  }

  /** The keys of an unknown fault are no further mistakes. */
  private static void ignoreTheRest(ConfigReader item) {
    item.keys().forEach(item::has);
  }
}
