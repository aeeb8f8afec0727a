package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.State;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a page of the list is asked for.
 *
 * @param limit 1 to 100
 * @param token from the page before, or null for the first
 * @param ascending oldest start first instead of newest
 * @param filter which rows to keep
 */
public record ListQuery(int limit, @Nullable String token, boolean ascending, Filter filter) {

  static final int MAX_LIMIT = 100;

  /** A full page of everything, newest first, behind {@code token} or from the start. */
  public static ListQuery after(@Nullable String token) {
    return new ListQuery(MAX_LIMIT, token, false, Filter.none());
  }

  /** The same from another position. */
  ListQuery from(@Nullable String value) {
    return new ListQuery(limit, value, ascending, filter);
  }

  /** The same with another page size. */
  public ListQuery withLimit(int value) {
    return new ListQuery(value, token, ascending, filter);
  }

  public ListQuery withFilter(Filter value) {
    return new ListQuery(limit, token, ascending, value);
  }

  /** The same, oldest start first. */
  public ListQuery oldestFirst() {
    return new ListQuery(limit, token, true, filter);
  }

  /**
   * Which rows to keep; all conditions must hold.
   *
   * @param metadata pairs that a row must carry
   * @param startedAfter inclusive, or null
   * @param template or null for any
   */
  public record Filter(
      Set<State> states,
      Map<String, String> metadata,
      @Nullable Instant startedAfter,
      @Nullable String template) {

    public Filter {
      states = Set.copyOf(states);
      metadata = Map.copyOf(metadata);
    }

    public static Filter none() {
      return new Filter(Set.of(State.RUNNING, State.PAUSED), Map.of(), null, null);
    }

    /** The states asked for and nothing else. */
    Filter statesAlone() {
      return new Filter(states, Map.of(), null, null);
    }

    boolean keepsAll() {
      return metadata.isEmpty() && startedAfter == null && template == null;
    }

    boolean keepsWhateverState(SimulatedSandbox sandbox) {
      return carriesMetadata(sandbox)
          && (startedAfter == null || !sandbox.startedAt().isBefore(startedAfter))
          && (template == null || template.equals(sandbox.spec().template()));
    }

    private boolean carriesMetadata(SimulatedSandbox sandbox) {
      var carried = sandbox.spec().metadata();
      for (var pair : metadata.entrySet()) {
        if (!pair.getValue().equals(carried.get(pair.getKey()))) {
          return false;
        }
      }
      return true;
    }
  }
}
