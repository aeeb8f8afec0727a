package io.github.e2breconciler.config;

import io.github.e2breconciler.config.Tree.Mapping;
import io.github.e2breconciler.config.Tree.Nothing;
import io.github.e2breconciler.config.Tree.Scalar;
import io.github.e2breconciler.config.Tree.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one section, which of them were asked for, and what they are called in a mistake. Not
 * thread-safe.
 */
final class Section {

  private final Reading reading;
  private final String path;
  private final Map<String, Tree> entries;
  private final Map<String, String> variables = new HashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  Section(Reading reading, String path, Mapping mapping) {
    this.reading = reading;
    this.path = path;
    this.entries = mapping.entries();
    reading.opened(this);
  }

  List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  Set<String> known() {
    return known;
  }

  void override(String key, String variable) {
    if (reading.environment().containsKey(variable)) {
      variables.put(key, variable);
    }
  }

  /** The value of a key, which is known from now on; null where it is absent or has none. */
  @Nullable Tree value(String key) {
    known.add(key);
    @Nullable String variable = variables.get(key);
    if (variable != null) {
      return new Scalar(reading.environment().getOrDefault(variable, ""), 0);
    }
    @Nullable Tree value = entries.get(key);
    return value instanceof Nothing ? null : value;
  }

  /** A text; null where the key is absent, and for anything else, which is a mistake. */
  @Nullable Scalar scalar(String key) {
    return switch (value(key)) {
      case null -> null;
      case Scalar scalar -> scalar;
      case Mapping _, Sequence _, Nothing _ -> {
        problem(key, "is not a single value");
        yield null;
      }
    };
  }

  /** The items of a list; a single value is a list of one, an absent key an empty one. */
  List<Tree> items(String key) {
    return switch (value(key)) {
      case null -> List.of();
      case Sequence(var items, _) -> items;
      case Scalar scalar -> List.of(scalar);
      case Mapping _, Nothing _ -> {
        problem(key, "is not a list");
        yield List.of();
      }
    };
  }

  /** A map; an empty one where the key is absent, and for anything else, which is a mistake. */
  Mapping mapping(String key) {
    return switch (value(key)) {
      case null -> Mapping.empty();
      case Mapping mapping -> mapping;
      case Scalar _, Sequence _, Nothing _ -> {
        problem(key, "is not a map");
        yield Mapping.empty();
      }
    };
  }

  /**
   * The secrets in the files that a key names or, where it is set, in an environment variable.
   *
   * @param several whether there may be more than one file, and commas in the variable
   */
  List<Secret> secrets(String key, @Nullable String variable, boolean several) {
    @Nullable String value = variable == null ? null : reading.environment().get(variable);
    var files = items(key);
    reading.holds(path(key), files.isEmpty() && value == null ? "" : "***");
    if (value != null) {
      return secretsOf(several ? List.of(value.split(",", -1)) : List.of(value), variable);
    }
    if (!several && files.size() > 1) {
      problem(key, "is not a single file");
    }
    var secrets = new ArrayList<Secret>();
    for (var item : files) {
      if (!(item instanceof Scalar(var file, _))) {
        problem(key, "is not the name of a file");
        continue;
      }
      try {
        secrets.add(Scalars.secretIn(file));
      } catch (IllegalArgumentException e) {
        problem(key, "is " + e.getMessage());
      }
    }
    return List.copyOf(secrets);
  }

  /** A single secret that a header can carry; one that it cannot is a mistake. */
  @Nullable Secret token(String key, String variable) {
    var secrets = secrets(key, variable, false);
    if (secrets.isEmpty()) {
      return null;
    }
    var token = secrets.getFirst();
    if (!token.fitsHeader()) {
      override(key, variable);
      problem(key, "is a token with letters that no header can carry, or a space at an end");
    }
    return token;
  }

  private List<Secret> secretsOf(List<String> values, @Nullable String variable) {
    var secrets = new ArrayList<Secret>();
    for (var value : values) {
      try {
        secrets.add(Scalars.secret(value.strip()));
      } catch (IllegalArgumentException e) {
        reading.problem(variable + " is " + e.getMessage(), 0);
      }
    }
    return List.copyOf(secrets);
  }

  void problem(String key, String text) {
    var variable = variables.get(key);
    @Nullable Tree value = entries.get(key);
    var line = variable != null || value == null ? 0 : value.line();
    reading.problem((variable == null ? path(key) : variable) + " " + text, line);
  }

  void refuseUnknownKeys() {
    entries.forEach((key, value) -> {
      if (!known.contains(key)) {
        reading.problem(path(key) + " is not a setting" + Nearest.hint(key, known), value.line());
      }
    });
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
