package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Settings;
import io.github.e2breconciler.sandbox.SandboxId;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The daemon's configuration: the terms of a run, and what somebody makes of them for a while. */
final class Configuration {

  /** What somebody changed, right or wrong. */
  enum Edit {
    NONE,
    OBSERVE,
    NOTIFY,
    PAUSE,
    /** A scope that nothing is in. */
    SCOPE,
    /** A cap of 0. */
    CAP,
    /** The second account is left out. */
    ALONE;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Edit, Settings> settings = new EnumMap<>(Edit.class);
  private final Terms terms;
  private final SandboxId kept;
  private final Tenants tenants;
  private final List<Edit> edits;
  private Edit next = Edit.NONE;
  private Edit inForce = Edit.NONE;

  /**
   * As the terms have it.
   *
   * @param kept one that is kept by its id
   */
  Configuration(Terms terms, SandboxId kept, Tenants tenants) {
    this.terms = terms;
    this.kept = kept;
    this.tenants = tenants;
    edits =
        Stream.of(Edit.values())
            .filter(edit -> edit != Edit.ALONE || tenants == Tenants.TWO)
            .toList();
  }

  /** The names of all edits, as they are counted. */
  static Set<String> names() {
    return Stream.of(Edit.values())
        .map(Configuration::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  static String name(Edit edit) {
    return "configured-" + edit.label();
  }

  /** Somebody edits it; whoever runs by it already is told at the next start. */
  Edit edit(RandomGenerator random) {
    next = random.nextInt(3) == 0 ? Edit.NONE : edits.get(random.nextInt(edits.size()));
    return next;
  }

  /** It is as it was in the beginning; false if who runs goes by another. */
  boolean restore() {
    next = Edit.NONE;
    return inForce == Edit.NONE;
  }

  /** What who starts now goes by. */
  Settings read() {
    inForce = next;
    return settings.computeIfAbsent(next, edit -> terms.settings(edit, kept, tenants));
  }

  /** What who started last goes by. */
  Edit inForce() {
    return inForce;
  }
}
