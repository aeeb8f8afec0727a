package io.github.e2breconciler.store;

import io.github.e2breconciler.store.EventLog.Appended;
import java.util.ArrayList;
import java.util.List;

/** The places that the rows of one commit will have, if it succeeds. */
final class Placement {

  private final SeenEvents stored;
  private final SeenEvents placed = new SeenEvents();
  private final List<StoredEvent> fresh = new ArrayList<>();
  private long lastSeq;

  Placement(SeenEvents stored, long lastSeq) {
    this.stored = stored;
    this.lastSeq = lastSeq;
  }

  List<Appended> place(List<EventRow> rows) {
    return rows.stream().map(this::place).toList();
  }

  /** The rows that are new, in the order of their places. */
  List<StoredEvent> fresh() {
    return fresh;
  }

  private Appended place(EventRow row) {
    Long earlier = stored.placeOf(row.account(), row.id());
    if (earlier == null) {
      earlier = placed.placeOf(row.account(), row.id());
    }
    if (earlier != null) {
      return new Appended(earlier, true);
    }
    lastSeq++;
    placed.add(row.account(), row.id(), lastSeq);
    fresh.add(new StoredEvent(lastSeq, row));
    return new Appended(lastSeq, false);
  }
}
