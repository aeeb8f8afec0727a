package io.github.e2breconciler.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** Beliefs as last flushed; one a sandbox. */
public final class MirrorTable {

  private static final Rows<MirrorRow> ROWS = Rows.of("mirror", MirrorRow.class);
  private static final String UPSERT = ROWS.upsert("account", "sandbox");

  private final Session session;

  MirrorTable(Session session) {
    this.session = session;
  }

  /** Adds each belief or replaces the one of the same sandbox. */
  public void upsertAll(List<MirrorRow> rows) {
    session.updateAll(UPSERT, rows, MirrorTable::bind);
  }

  /** By hand, as that of events. */
  private static void bind(PreparedStatement statement, MirrorRow row) throws SQLException {
    statement.setString(1, row.account());
    statement.setString(2, row.sandbox());
    statement.setString(3, PlainText.of(row.belief()));
    statement.setLong(4, row.updatedAt());
  }

  /** Hands every belief over, one at a time. */
  public void all(Consumer<MirrorRow> each) {
    session.each(ROWS, each, ROWS.select(""));
  }

  /** Forgets the belief, if there. */
  public void delete(String account, String sandbox) {
    session.update("delete from mirror where account = ? and sandbox = ?", account, sandbox);
  }
}
