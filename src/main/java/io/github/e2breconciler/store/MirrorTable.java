package io.github.e2breconciler.store;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Beliefs as last flushed; one a sandbox. */
public final class MirrorTable {

  private static final RowMapper<MirrorRow> ROW = ConstructorMapper.of(MirrorRow.class);
  private static final String UPSERT =
      """
      insert into mirror (account, sandbox, belief, updated_at) values (?, ?, ?, ?)
      on conflict (account, sandbox)
      do update set belief = excluded.belief, updated_at = excluded.updated_at
      """;

  private final Handle handle;

  MirrorTable(Handle handle) {
    this.handle = handle;
  }

  /** Adds each belief or replaces the one of the same sandbox; by hand, as {@link EventTable}. */
  public void upsertAll(List<MirrorRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    try (var statement = handle.getConnection().prepareStatement(UPSERT)) {
      for (var row : rows) {
        statement.setString(1, row.account());
        statement.setString(2, row.sandbox());
        statement.setString(3, PlainText.of(row.belief()));
        statement.setLong(4, row.updatedAt());
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException("cannot write beliefs", e, null);
    }
  }

  /** Hands every belief over, one at a time. */
  public void all(Consumer<MirrorRow> each) {
    try (var rows =
        handle.createQuery("select * from mirror").setFetchSize(Sql.AT_ONCE).map(ROW).stream()) {
      rows.forEach(each);
    }
  }

  /** Forgets the belief, if there. */
  public void delete(String account, String sandbox) {
    handle
        .createUpdate("delete from mirror where account = :account and sandbox = :sandbox")
        .bind("account", account)
        .bind("sandbox", sandbox)
        .execute();
  }
}
