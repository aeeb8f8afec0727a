package io.github.e2breconciler.store;

import java.util.List;

/** The record of what we did and why. */
public final class AuditTable {

  private static final Rows<AuditRow> ROWS = Rows.of("audit", AuditRow.class);
  private static final String INSERT = ROWS.insert();

  private final Session session;

  AuditTable(Session session) {
    this.session = session;
  }

  /** Adds a line at the end. */
  public void append(AuditRow row) {
    session.update(INSERT, ROWS.values(row));
  }

  /** The last {@code limit} lines of one sandbox, newest first. */
  public List<AuditRow> ofSandbox(String account, String sandbox, int limit) {
    return session.list(
        ROWS,
        ROWS.select(
            """
            where account = ? and sandbox = ?
            order by seq desc limit ?
            """),
        account,
        sandbox,
        limit);
  }

  /** Every line of one case, oldest first. */
  public List<AuditRow> ofCase(String caseId) {
    return session.list(ROWS, ROWS.select("where case_id = ? order by seq"), caseId);
  }

  /**
   * Forgets lines from before {@code before}, at most {@code maxRows}.
   *
   * @return how many
   */
  public int prune(long before, int maxRows) {
    return session.update(
        """
        delete from audit where seq in
          (select seq from audit where at < ? limit ?)
        """,
        before,
        maxRows);
  }
}
