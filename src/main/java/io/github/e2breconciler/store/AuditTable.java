package io.github.e2breconciler.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** The record of what we did and why. */
public final class AuditTable {

  private static final RowMapper<AuditRow> ROW = ConstructorMapper.of(AuditRow.class);
  private static final String INSERT = Sql.insert("audit", AuditRow.class);

  private final Handle handle;

  AuditTable(Handle handle) {
    this.handle = handle;
  }

  /** Adds a line at the end. */
  public void append(AuditRow row) {
    handle.createUpdate(INSERT).bindMethods(row).execute();
  }

  /** The last {@code limit} lines of one sandbox, newest first. */
  public List<AuditRow> ofSandbox(String account, String sandbox, int limit) {
    return handle
        .createQuery(
            """
            select * from audit where account = :account and sandbox = :sandbox
            order by seq desc limit :limit
            """)
        .bind("account", account)
        .bind("sandbox", sandbox)
        .bind("limit", limit)
        .map(ROW)
        .list();
  }

  /** Every line of one case, oldest first. */
  public List<AuditRow> ofCase(String caseId) {
    return handle
        .createQuery("select * from audit where case_id = :caseId order by seq")
        .bind("caseId", caseId)
        .map(ROW)
        .list();
  }

  /**
   * Forgets lines from before {@code before}, at most {@code maxRows}.
   *
   * @return how many
   */
  public int prune(long before, int maxRows) {
    return handle
        .createUpdate(
            """
            delete from audit where seq in
              (select seq from audit where at < :before limit :maxRows)
            """)
        .bind("before", before)
        .bind("maxRows", maxRows)
        .execute();
  }
}
