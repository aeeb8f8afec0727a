package io.github.e2breconciler.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Snoozes; one a sandbox. */
public final class SnoozeTable {

  private static final Rows<SnoozeRow> ROWS = Rows.of("snooze", SnoozeRow.class);
  private static final String UPSERT = ROWS.upsert("account", "sandbox");

  private final Session session;

  SnoozeTable(Session session) {
    this.session = session;
  }

  /** Snoozes the sandbox, in place of the snooze it had. */
  public void put(SnoozeRow row) {
    session.update(UPSERT, ROWS.values(row));
  }

  /** The sandbox's snooze, which may have run out, or null. */
  public @Nullable SnoozeRow find(String account, String sandbox) {
    return session.first(ROWS, ROWS.select("where account = ? and sandbox = ?"), account, sandbox);
  }

  /** Every snooze, also those that have run out. */
  public List<SnoozeRow> all() {
    return session.list(ROWS, ROWS.select("order by account, sandbox"));
  }

  /**
   * Forgets snoozes that end at or before {@code now}, at most {@code maxRows}.
   *
   * @return how many
   */
  public int deleteExpired(long now, int maxRows) {
    return session.update(
        """
        delete from snooze where (account, sandbox) in
          (select account, sandbox from snooze where until <= ? limit ?)
        """,
        now,
        maxRows);
  }
}
