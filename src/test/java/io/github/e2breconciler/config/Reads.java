package io.github.e2breconciler.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reading settings in tests. */
public final class Reads {

  private Reads() {}

  /** What is read from a text without mistakes. */
  public static <T> T read(String yaml, Function<ConfigReader, T> read) {
    var in = ConfigReader.parse(yaml, Map.of());
    var settings = read.apply(in);
    in.finish();
    return settings;
  }

  /** The mistakes of a text that has some. */
  public static List<String> problems(String yaml, Consumer<ConfigReader> read) {
    var in = ConfigReader.parse(yaml, Map.of());
    read.accept(in);
    return catchThrowableOfType(ConfigException.class, in::finish).problems();
  }
}
