package io.github.e2breconciler.store;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The inbox. */
public final class EventLog {

  EventLog() {}

  /**
   * What became of an event.
   *
   * @param seq its place in the inbox, or that of the one it repeats
   * @param duplicate whether an event of the same account and id was there already
   */
  public record Appended(long seq, boolean duplicate) {}

  /** Stores one event; returns once it is on disk. */
  public Appended append(EventRow row) {
    return appendAll(List.of(row)).getFirst();
  }

  /** Stores events in one commit; returns once they are on disk. */
  public List<Appended> appendAll(List<EventRow> rows) {
    return List.of();
  }

  /** Which of these event ids of the account are stored. */
  public Set<String> known(String account, Collection<String> ids) {
    return Set.of();
  }

  /** Forgets events received before {@code before}, at most {@code maxRows}. */
  public int prune(long before, int maxRows) {
    return 0;
  }
}
