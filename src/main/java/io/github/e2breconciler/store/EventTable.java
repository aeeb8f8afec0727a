package io.github.e2breconciler.store;

import io.github.e2breconciler.store.EventPrints.Run;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * The stored events.
 *
 * <p>Those of one sandbox are found by the numbers of {@link EventPrints}, and by looking at each
 * event of the run that is not whole yet.
 */
public final class EventTable {

  private static final String INSERT =
      """
      insert into event (seq, account, id, type, sandbox, at, received_at, source, body)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final int RUNS_AT_ONCE = 20; // of 11 kB
  private static final RowMapper<EventPlace> PLACE =
      (result, _) ->
          new EventPlace(
              result.getLong("seq"),
              result.getString("account"),
              result.getString("sandbox"),
              result.getString("id"));
  private static final RowMapper<Run> RUN =
      (result, _) -> new Run(result.getLong("first_seq"), result.getString("prints"));
  private static final RowMapper<EventRow> ROW = ConstructorMapper.of(EventRow.class);
  private static final RowMapper<StoredEvent> STORED =
      (result, context) -> new StoredEvent(result.getLong("seq"), ROW.map(result, context));

  private final Handle handle;

  EventTable(Handle handle) {
    this.handle = handle;
  }

  /** The last {@code limit} events of one sandbox, newest first. */
  public List<StoredEvent> of(String account, String sandbox, int limit) {
    var events = new ArrayList<>(ofLastRun(account, sandbox, limit));
    for (var place : places(EventPrints.of(account, sandbox), limit - events.size())) {
      at(place)
          .filter(it -> it.row().account().equals(account) && it.row().sandbox().equals(sandbox))
          .ifPresent(events::add);
    }
    return List.copyOf(events);
  }

  /** Hands over every event after {@code seq}, oldest first. */
  public void after(long seq, Consumer<StoredEvent> each) {
    try (var events =
        handle
            .createQuery("select * from event where seq > :seq order by seq")
            .bind("seq", seq)
            .setFetchSize(Sql.AT_ONCE)
            .map(STORED)
            .stream()) {
      events.forEach(each);
    }
  }

  /** The place of the newest event, or 0 before the first. */
  public long lastSeq() {
    return handle.createQuery("select coalesce(max(seq), 0) from event").mapTo(Long.class).one();
  }

  /** The place of the first event that no whole run holds. */
  long lastRun() {
    return handle
        .createQuery("select coalesce(max(first_seq) + :length, 0) from event_prints")
        .bind("length", EventPrints.LENGTH)
        .mapTo(Long.class)
        .one();
  }

  void insertRuns(List<Run> runs) {
    for (var run : runs) {
      handle
          .createUpdate("insert into event_prints (first_seq, prints) values (:firstSeq, :prints)")
          .bind("firstSeq", run.firstSeq())
          .bind("prints", run.prints())
          .execute();
    }
  }

  /** Adds events at their places; by hand, since binding by name took longer than storing. */
  void insert(List<StoredEvent> events) {
    try (var statement = handle.getConnection().prepareStatement(INSERT)) {
      for (var event : events) {
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
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException("cannot add events", e, null);
    }
  }

  /** Hands over where every event after {@code seq} is, oldest first. */
  void placesAfter(long seq, Consumer<EventPlace> each) {
    try (var places =
        handle
            .createQuery(
                "select seq, account, sandbox, id from event where seq > :seq order by seq")
            .bind("seq", seq)
            .setFetchSize(Sql.AT_ONCE)
            .map(PLACE)
            .stream()) {
      places.forEach(each);
    }
  }

  /**
   * Forgets those of the oldest {@code maxRows} events that came before {@code before}. It looks no
   * further, so events received under a clock that ran ahead hold up what is behind them; that
   * costs disk until their time comes, and a scan of everything would cost more.
   */
  List<EventPlace> prune(long before, int maxRows) {
    var places =
        handle
            .createQuery(
                """
                select seq, account, sandbox, id from
                  (select * from event order by seq limit :maxRows) as oldest
                where received_at < :before and seq < (select max(seq) from event)
                """)
            .bind("before", before)
            .bind("maxRows", maxRows)
            .map(PLACE)
            .list();
    if (!places.isEmpty()) {
      delete(places);
    }
    return places;
  }

  private void delete(List<EventPlace> places) {
    var events = handle.prepareBatch("delete from event where seq = :seq");
    places.forEach(place -> events.bind("seq", place.seq()).add());
    events.execute();
    handle
        .createUpdate(
            """
            delete from event_prints
            where first_seq + :length <= (select min(seq) from event)
            """)
        .bind("length", EventPrints.LENGTH)
        .execute();
  }

  private List<StoredEvent> ofLastRun(String account, String sandbox, int limit) {
    return handle
        .createQuery(
            """
            select * from event where seq >= :from and account = :account and sandbox = :sandbox
            order by seq desc limit :limit
            """)
        .bind("from", lastRun())
        .bind("account", account)
        .bind("sandbox", sandbox)
        .bind("limit", limit)
        .map(STORED)
        .list();
  }

  /** Where events with this number are, newest first. */
  private List<Long> places(long print, int limit) {
    try (var runs =
        handle
            .createQuery("select first_seq, prints from event_prints order by first_seq desc")
            .setFetchSize(RUNS_AT_ONCE)
            .map(RUN)
            .stream()) {
      return runs.flatMap(run -> run.places(print).stream()).limit(limit).toList();
    }
  }

  private Optional<StoredEvent> at(long seq) {
    return handle
        .createQuery("select * from event where seq = :seq")
        .bind("seq", seq)
        .map(STORED)
        .findOne();
  }
}
