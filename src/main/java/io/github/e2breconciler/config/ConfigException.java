package io.github.e2breconciler.config;

import java.util.List;

/** The configuration has mistakes; all of them are told. Never holds a secret. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // the lists of List.copyOf are serializable
  private final List<String> problems;

  /**
   * Refuses a configuration.
   *
   * @param problems a sentence each, at least one
   */
  public ConfigException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** A sentence for each mistake, in the order of the reading. */
  public List<String> problems() {
    return problems;
  }
}
