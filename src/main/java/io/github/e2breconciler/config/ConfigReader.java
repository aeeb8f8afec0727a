package io.github.e2breconciler.config;

import io.github.e2breconciler.config.Tree.Mapping;
import io.github.e2breconciler.config.Tree.Scalar;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One section of the configuration, read by type.
 *
 * <p>A wrong value is noted and the fallback returned, so that reading goes on; {@link #finish}
 * refuses with every mistake. An absent key, and one without a value, is the fallback. Reading a
 * key makes it known; keys that stay unknown are mistakes. Not thread-safe.
 */
public final class ConfigReader {

  private final Reading reading;
  private final Section section;

  private ConfigReader(Reading reading, String path, Mapping mapping) {
    this.reading = reading;
    this.section = new Section(reading, path, mapping);
  }

  /**
   * Opens a file. One that cannot be read is a mistake like any other.
   *
   * @param file YAML, or null for an empty configuration
   */
  public static ConfigReader open(@Nullable Path file, Map<String, String> environment) {
    return parse(file == null ? "" : YamlFile.text(file), environment);
  }

  /**
   * Opens a text in YAML.
   *
   * @throws ConfigException if it is none
   */
  public static ConfigReader parse(String yaml, Map<String, String> environment) {
    var reading = new Reading(Map.copyOf(environment));
    return new ConfigReader(reading, "", YamlFile.parse(yaml, reading));
  }

  /** Whether the key is there with a value, by the file or by {@link #override}. */
  public boolean has(String key) {
    return section.value(key) != null;
  }

  /** The keys of this section as the file has them: for a map whose keys are the user's. */
  public List<String> keys() {
    return section.keys();
  }

  /** Whether an environment variable is set. */
  public boolean environmentHas(String variable) {
    return reading.environment().containsKey(variable);
  }

  /** Lets an environment variable, where it is set, stand for a key of this section. */
  public void override(String key, String variable) {
    section.override(key, variable);
  }

  /** The section below this one; an empty one where the key is absent. */
  public ConfigReader section(String key) {
    return new ConfigReader(reading, section.path(key), section.mapping(key));
  }

  /**
   * A list of sections, in the order of the file.
   *
   * @param least how many there are at least; empty ones are added
   */
  public List<ConfigReader> sections(String key, int least) {
    var sections = new ArrayList<ConfigReader>();
    for (var item : section.items(key)) {
      var path = section.path(key) + "[" + sections.size() + "]";
      if (!(item instanceof Mapping)) {
        reading.problem(path + " is not a map", item.line());
      }
      var mapping = item instanceof Mapping found ? found : Mapping.empty();
      sections.add(new ConfigReader(reading, path, mapping));
    }
    while (sections.size() < least) {
      var path = section.path(key) + "[" + sections.size() + "]";
      sections.add(new ConfigReader(reading, path, Mapping.empty()));
    }
    return List.copyOf(sections);
  }

  /** A text, or null where the key is absent. */
  public @Nullable String text(String key) {
    var text = text(key, "");
    return has(key) ? text : null;
  }

  /** A text. */
  public String text(String key, String fallback) {
    return read(key, fallback, text -> text, text -> text);
  }

  /** A list of texts; a single text is a list of one. */
  public List<String> texts(String key, List<String> fallback) {
    var texts = new ArrayList<String>();
    for (var item : section.items(key)) {
      if (item instanceof Scalar(var text, _)) {
        texts.add(text);
      } else {
        problem(key, "is not a list of texts");
      }
    }
    var result = has(key) ? texts : fallback;
    held(key, result.toString());
    return List.copyOf(result);
  }

  /** A duration as {@link Durations#parse} reads it, within both limits. */
  public Duration duration(String key, Duration fallback, Duration min, Duration max) {
    return read(key, fallback, text -> Scalars.duration(text, min, max), Durations::format);
  }

  /** A whole number within both limits. */
  public int count(String key, int fallback, int min, int max) {
    return read(key, fallback, text -> Scalars.count(text, min, max), String::valueOf);
  }

  /** A whole number of percent, {@code 30%}, within both limits. */
  public int percent(String key, int fallback, int min, int max) {
    return read(key, fallback, text -> Scalars.percent(text, min, max), value -> value + "%");
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key, boolean fallback) {
    return read(key, fallback, Scalars::flag, String::valueOf);
  }

  /** An absolute http or https URL without credentials, query or fragment. */
  public URI uri(String key, URI fallback) {
    return read(key, fallback, Scalars::uri, URI::toString);
  }

  /** The same, or null where the key is absent. */
  public @Nullable URI uri(String key) {
    return uri(key, URI::toString);
  }

  /** The same, of which the log shows no path: that of a hook is what keeps strangers out. */
  public @Nullable URI hook(String key) {
    return uri(key, Scalars::withoutPath);
  }

  private @Nullable URI uri(String key, Function<URI, String> format) {
    if (has(key)) {
      return read(key, URI.create("http://localhost"), Scalars::uri, format);
    }
    held(key, "");
    return null;
  }

  /**
   * One of several words.
   *
   * @param label the word of a value
   */
  public <E> E choice(String key, E fallback, Collection<E> allowed, Function<E, String> label) {
    return read(key, fallback, text -> Scalars.choice(text, allowed, label), label);
  }

  /** Several of several words; a single word is a list of one. */
  public <E> List<E> choices(
      String key, List<E> fallback, Collection<E> allowed, Function<E, String> label) {
    var values = new ArrayList<E>();
    for (var text : texts(key, fallback.stream().map(label).toList())) {
      try {
        values.add(Scalars.choice(text, allowed, label));
      } catch (IllegalArgumentException e) {
        problem(key, "has " + e.getMessage());
      }
    }
    return List.copyOf(values);
  }

  /**
   * The content of the file that {@code key} names or, where it is set, an environment variable.
   *
   * <p>The file's trailing newline is cut. An empty secret, one with control characters and a file
   * that cannot be read are mistakes.
   *
   * @return null where neither is set, and for a mistake
   */
  public @Nullable Secret secret(String key, @Nullable String variable) {
    var secrets = section.secrets(key, variable, false);
    return secrets.isEmpty() ? null : secrets.getFirst();
  }

  /** As {@link #secret}, for a header: one that no request could show is a mistake, too. */
  public @Nullable Secret token(String key, String variable) {
    return section.token(key, variable);
  }

  /** As {@link #secret}, but several files, or commas in the environment variable. */
  public List<Secret> secrets(String key, @Nullable String variable) {
    return section.secrets(key, variable, true);
  }

  /** A map of texts whose keys are the user's; keys and texts are as written. */
  public Map<String, String> metadata(String key, Map<String, String> fallback) {
    var found = new LinkedHashMap<String, String>();
    section
        .mapping(key)
        .entries()
        .forEach((name, value) -> {
          if (value instanceof Scalar(var text, _)) {
            found.put(name, text);
          } else {
            problem(key, "has no text for " + name);
          }
        });
    var result = has(key) ? found : fallback;
    held(key, result.toString());
    return Collections.unmodifiableMap(result);
  }

  /** Notes a mistake about {@code key}; the text goes on from its name. Never put a secret in. */
  public void problem(String key, String text) {
    section.problem(key, text);
  }

  /** How many mistakes there are so far: unchanged, what was read in between is good. */
  public int mistakes() {
    return reading.mistakes();
  }

  /** Every setting read so far with the value that holds, {@code path=value}, secrets masked. */
  public List<String> effective() {
    return reading.effective();
  }

  /** The path of every key asked for so far in all sections, positions in lists left out. */
  public SortedSet<String> asked() {
    return reading.asked();
  }

  /**
   * Ends the reading, of all sections.
   *
   * @throws ConfigException if there was any mistake; a key that nobody asked for is one too
   */
  public void finish() {
    reading.finish();
  }

  private <T> T read(
      String key, T fallback, Function<String, T> parse, Function<T, String> format) {
    @Nullable Scalar scalar = section.scalar(key);
    var result = fallback;
    if (scalar != null) {
      try {
        result = parse.apply(scalar.text());
      } catch (IllegalArgumentException e) {
        problem(key, "is " + e.getMessage());
      }
    }
    held(key, format.apply(result));
    return result;
  }

  private void held(String key, String value) {
    reading.holds(section.path(key), value);
  }
}
