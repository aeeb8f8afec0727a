package io.github.e2breconciler.store;

import io.github.e2breconciler.store.EventPrints.Run;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stored events.
 *
 * <p>Those of one sandbox are found by the numbers of {@link EventPrints}, and by looking at each
 * event of the run that is not whole yet.
 */
public final class EventTable {

  private static final int RUNS_AT_ONCE = 20; // of 11 kB
  private static final Rows<EventPlace> PLACES = Rows.of("event", EventPlace.class);
  private static final Rows<EventRow> ROWS = Rows.of("event", EventRow.class);
  private static final String INSERT = ROWS.insert("seq");
  private static final String SELECT = ROWS.select("", "seq");
  private static final Rows<Run> RUNS = Rows.of("event_prints", Run.class);
  private static final RowReader<StoredEvent> STORED =
      rows -> new StoredEvent(rows.getLong(1), ROWS.read(rows, 1));

  private final Session session;

  EventTable(Session session) {
    this.session = session;
  }

  /** The last {@code limit} events of one sandbox, newest first. */
  public List<StoredEvent> of(String account, String sandbox, int limit) {
    var events = new ArrayList<>(ofLastRun(account, sandbox, limit));
    for (var place : places(EventPrints.of(account, sandbox), limit - events.size())) {
      var event = at(place);
      if (event != null
          && event.row().account().equals(account)
          && event.row().sandbox().equals(sandbox)) {
        events.add(event);
      }
    }
    return List.copyOf(events);
  }

  /** Hands over every event after {@code seq}, oldest first. */
  public void after(long seq, Consumer<StoredEvent> each) {
    session.each(STORED, each, SELECT + "where seq > ? order by seq", seq);
  }

  /** The place of the newest event, or 0 before the first. */
  public long lastSeq() {
    return session.number("select coalesce(max(seq), 0) from event");
  }

  /** The place of the first event that no whole run holds. */
  long lastRun() {
    return session.number(
        "select coalesce(max(first_seq) + ?, 0) from event_prints", EventPrints.LENGTH);
  }

  void insertRuns(List<Run> runs) {
    for (var run : runs) {
      session.update(
          "insert into event_prints (first_seq, prints) values (?, ?)",
          run.firstSeq(),
          run.prints());
    }
  }

  /** Adds events at their places. */
  void insert(List<StoredEvent> events) {
    session.updateAll(INSERT, events, EventTable::bind);
  }

  /** By hand: it is what every event waits for. */
  private static void bind(PreparedStatement statement, StoredEvent event) throws SQLException {
    var row = event.row();
    statement.setLong(1, event.seq());
    statement.setString(2, row.account());
    statement.setString(3, PlainText.of(row.id()));
    statement.setString(4, PlainText.of(row.type()));
    statement.setString(5, row.sandbox());
    statement.setLong(6, row.at());
    statement.setLong(7, row.receivedAt());
    statement.setString(8, row.source());
    statement.setString(9, row.body());
  }

  /** Hands over where every event after {@code seq} is, oldest first. */
  void placesAfter(long seq, Consumer<EventPlace> each) {
    session.each(PLACES, each, PLACES.select("where seq > ? order by seq"), seq);
  }

  /**
   * Forgets those of the oldest {@code maxRows} events that came before {@code before}. It looks no
   * further, so events received under a clock that ran ahead hold up what is behind them; that
   * costs disk until their time comes, and a scan of everything would cost more.
   */
  List<EventPlace> prune(long before, int maxRows) {
    var places =
        session.list(
            PLACES,
            """
            select seq, account, sandbox, id from
              (select * from event order by seq limit ?) as oldest
            where received_at < ? and seq < (select max(seq) from event)
            """,
            maxRows,
            before);
    if (!places.isEmpty()) {
      delete(places);
    }
    return places;
  }

  private void delete(List<EventPlace> places) {
    session.updateAll(
        "delete from event where seq = ?",
        places,
        (statement, place) -> statement.setLong(1, place.seq()));
    session.update(
        """
        delete from event_prints
        where first_seq + ? <= (select min(seq) from event)
        """,
        EventPrints.LENGTH);
  }

  private List<StoredEvent> ofLastRun(String account, String sandbox, int limit) {
    return session.list(
        STORED,
        SELECT + "where seq >= ? and account = ? and sandbox = ? order by seq desc limit ?",
        lastRun(),
        account,
        sandbox,
        limit);
  }

  /** Where events with this number are, newest first. */
  private List<Long> places(long print, int limit) {
    var places = new ArrayList<Long>();
    session.whilst(
        RUNS,
        run -> {
          places.addAll(run.places(print));
          return places.size() < limit;
        },
        RUNS_AT_ONCE,
        RUNS.select("order by first_seq desc"));
    return places.subList(0, Math.clamp(limit, 0, places.size()));
  }

  private @Nullable StoredEvent at(long seq) {
    return session.first(STORED, SELECT + "where seq = ?", seq);
  }
}
