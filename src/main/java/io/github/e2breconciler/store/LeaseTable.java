package io.github.e2breconciler.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** Leases, live and expired; one a kind, account and subject. */
public final class LeaseTable {

  private static final RowMapper<LeaseRow> ROW = ConstructorMapper.of(LeaseRow.class);
  private static final String UPSERT =
      Sql.upsert("lease", LeaseRow.class, "kind", "account", "subject");

  private final Handle handle;

  LeaseTable(Handle handle) {
    this.handle = handle;
  }

  /** Adds the lease or replaces the one of the same kind, account and subject. */
  public void upsert(LeaseRow row) {
    handle.createUpdate(UPSERT).bindMethods(row).execute();
  }

  /** The lease, or null. */
  public @Nullable LeaseRow find(String kind, String account, String subject) {
    return handle
        .createQuery(
            """
            select * from lease
            where kind = :kind and account = :account and subject = :subject
            """)
        .bind("kind", kind)
        .bind("account", account)
        .bind("subject", subject)
        .map(ROW)
        .findOne()
        .orElse(null);
  }

  /** Every lease that was not pruned yet. */
  public List<LeaseRow> all() {
    return handle.createQuery("select * from lease").map(ROW).list();
  }

  /** Forgets the lease, if there. */
  public void delete(String kind, String account, String subject) {
    handle
        .createUpdate(
            """
            delete from lease where kind = :kind and account = :account and subject = :subject
            """)
        .bind("kind", kind)
        .bind("account", account)
        .bind("subject", subject)
        .execute();
  }

  /**
   * Lets every lease that ends after {@code fromExpiresAfter} end {@code byMillis} later: time in
   * which we could take no heartbeat does not run against a lease.
   *
   * @return how many were shifted
   */
  public int shift(long fromExpiresAfter, long byMillis) {
    return handle
        .createUpdate("update lease set expires_at = expires_at + :by where expires_at > :from")
        .bind("by", byMillis)
        .bind("from", fromExpiresAfter)
        .execute();
  }

  /**
   * Forgets leases that ended before {@code before}, at most {@code maxRows}.
   *
   * @return how many
   */
  public int prune(long before, int maxRows) {
    return handle
        .createUpdate(
            """
            delete from lease where (kind, account, subject) in
              (select kind, account, subject from lease
               where expires_at < :before limit :maxRows)
            """)
        .bind("before", before)
        .bind("maxRows", maxRows)
        .execute();
  }
}
