package io.github.e2breconciler.sandbox;

/**
 * The id of one run of a sandbox, from create or resume to pause or kill. Events carry it, REST
 * does not.
 */
public record ExecutionId(String value) implements Comparable<ExecutionId> {

  public ExecutionId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("execution id is blank");
    }
  }

  @Override
  public int compareTo(ExecutionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
