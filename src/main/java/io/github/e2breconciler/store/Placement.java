package io.github.e2breconciler.store;

import io.github.e2breconciler.store.EventLog.Appended;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The places that the rows of one commit will have, if it succeeds. */
final class Placement {

  private final SeenEvents stored;
  private final Map<Identity, Long> placed = new HashMap<>();
  private final List<StoredEvent> fresh = new ArrayList<>();
  private long lastSeq;

  private record Identity(String account, String id) {}

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
    var identity = new Identity(row.account(), row.id());
    Long earlier = placed.get(identity);
    if (earlier == null) {
      earlier = stored.placeOf(row.account(), row.id());
    }
    if (earlier != null) {
      return new Appended(earlier, true);
    }
    lastSeq++;
    placed.put(identity, lastSeq);
    fresh.add(new StoredEvent(lastSeq, row));
    return new Appended(lastSeq, false);
  }
}
