package io.github.e2breconciler.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * The stored events, for reading.
 *
 * <p>What finds the events of one sandbox is written behind the inbox by {@link #index}; the events
 * that it has not reached yet are scanned, so an answer is complete at any time and only its cost
 * depends on how often somebody indexes.
 */
public final class EventTable {

  private static final String INDEXED = "events-indexed";
  private static final String INSERT =
      """
      insert into event (seq, account, id, type, sandbox, at, received_at, source, body)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final RowMapper<EventPlace> PLACE =
      (result, _) ->
          new EventPlace(
              result.getLong("seq"),
              result.getString("account"),
              result.getString("sandbox"),
              result.getString("id"));
  private static final RowMapper<EventRow> ROW = ConstructorMapper.of(EventRow.class);
  private static final RowMapper<StoredEvent> STORED =
      (result, context) -> new StoredEvent(result.getLong("seq"), ROW.map(result, context));

  private final Handle handle;

  EventTable(Handle handle) {
    this.handle = handle;
  }

  /** The last {@code limit} events of one sandbox, newest first. */
  public List<StoredEvent> of(String account, String sandbox, int limit) {
    var events = new ArrayList<>(unindexed(account, sandbox, limit));
    events.addAll(indexed(account, sandbox, limit - events.size()));
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

  /**
   * Indexes the next {@code maxRows} events, for {@link #of}.
   *
   * @return how many were left to index, at most {@code maxRows}
   */
  public int index(int maxRows) {
    var from = indexedUpTo();
    var last =
        handle
            .createQuery(
                """
                select coalesce(max(seq), 0) from
                  (select seq from event where seq > :from order by seq limit :maxRows) as next
                """)
            .bind("from", from)
            .bind("maxRows", maxRows)
            .mapTo(Long.class)
            .one();
    if (last == 0) {
      return 0;
    }
    new MetaTable(handle).put(INDEXED, Long.toString(last));
    return handle
        .createUpdate(
            """
            insert into event_index (account, sandbox, seq)
            select account, sandbox, seq from event where seq > :from and seq <= :last
            """)
        .bind("from", from)
        .bind("last", last)
        .execute();
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
    var index =
        handle.prepareBatch(
            """
            delete from event_index
            where account = :account and sandbox = :sandbox and seq = :seq
            """);
    for (var place : places) {
      events.bind("seq", place.seq()).add();
      index
          .bind("account", place.account())
          .bind("sandbox", place.sandbox())
          .bind("seq", place.seq())
          .add();
    }
    events.execute();
    index.execute();
  }

  private List<StoredEvent> unindexed(String account, String sandbox, int limit) {
    return handle
        .createQuery(
            """
            select * from event where seq > :from and account = :account and sandbox = :sandbox
            order by seq desc limit :limit
            """)
        .bind("from", indexedUpTo())
        .bind("account", account)
        .bind("sandbox", sandbox)
        .bind("limit", limit)
        .map(STORED)
        .list();
  }

  private List<StoredEvent> indexed(String account, String sandbox, int limit) {
    return handle
        .createQuery(
            """
            select event.* from event_index join event on event.seq = event_index.seq
            where event_index.account = :account and event_index.sandbox = :sandbox
            order by event_index.seq desc limit :limit
            """)
        .bind("account", account)
        .bind("sandbox", sandbox)
        .bind("limit", limit)
        .map(STORED)
        .list();
  }

  private long indexedUpTo() {
    var text = new MetaTable(handle).get(INDEXED);
    return text == null ? 0 : Long.parseLong(text);
  }
}
