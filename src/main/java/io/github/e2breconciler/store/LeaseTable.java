package io.github.e2breconciler.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Leases, live and expired; one a kind, account and subject. */
public final class LeaseTable {

  private static final Rows<LeaseRow> ROWS = Rows.of("lease", LeaseRow.class);
  private static final String UPSERT = ROWS.upsert("kind", "account", "subject");

  private final Session session;

  LeaseTable(Session session) {
    this.session = session;
  }

  /** Adds the lease or replaces the one of the same kind, account and subject. */
  public void upsert(LeaseRow row) {
    session.update(UPSERT, ROWS.values(row));
  }

  /** The same for each of them, at one go, in their order. */
  public void upsertAll(List<LeaseRow> rows) {
    session.updateAll(UPSERT, rows, LeaseTable::bind);
  }

  /** By hand, as that of events. */
  private static void bind(PreparedStatement statement, LeaseRow row) throws SQLException {
    statement.setString(1, row.kind());
    statement.setString(2, row.account());
    statement.setString(3, PlainText.of(row.subject()));
    statement.setString(4, PlainText.of(row.holder()));
    statement.setLong(5, row.since());
    statement.setLong(6, row.renewedAt());
    statement.setLong(7, row.expiresAt());
  }

  /** The lease, or null. */
  public @Nullable LeaseRow find(String kind, String account, String subject) {
    return session.first(
        ROWS,
        ROWS.select(
            """
                        where kind = ? and account = ? and subject = ?
            """),
        kind,
        account,
        subject);
  }

  /**
   * Hands over every lease that was not pruned yet, one after the other: there may be more than are
   * wanted in memory twice.
   */
  public void each(Consumer<LeaseRow> each) {
    session.each(ROWS, each, ROWS.select(""));
  }

  /** Forgets the lease, if there. */
  public void delete(String kind, String account, String subject) {
    session.update(
        """
        delete from lease where kind = ? and account = ? and subject = ?
        """,
        kind,
        account,
        subject);
  }

  /**
   * Lets every lease that was not over at {@code heardAt}, nor ended deliberately, end later by all
   * the time from then until {@code now}: in it we could take no heartbeat. One that was renewed
   * after {@code sure} was heard in that time, and is given what came after.
   *
   * @return how many there were
   */
  public int shift(long heardAt, long sure, long now) {
    return session.update(
        """
        update lease set expires_at = expires_at + case
          when renewed_at <= ? then ?
          when renewed_at < ? then ? - renewed_at
          else 0 end
        where expires_at > ? and renewed_at <> expires_at
        """,
        sure,
        now - heardAt,
        now,
        now,
        heardAt);
  }

  /**
   * Lets leases end later by {@code by} that were over at {@code heardAt}, not deliberately, and
   * renewed at {@code behind} or later.
   *
   * @return how many there were
   */
  public int late(long behind, long heardAt, long by) {
    return session.update(
        """
        update lease set expires_at = expires_at + ?
        where expires_at <= ? and renewed_at >= ? and renewed_at <> expires_at
        """,
        by,
        heardAt,
        behind);
  }

  /** Has the same leases begin no earlier than {@code by} after their end. */
  public void doubt(long behind, long heardAt, long by) {
    session.update(
        """
        update lease
        set since = expires_at + ?
        where since < expires_at + ?
          and expires_at <= ? and renewed_at >= ? and renewed_at <> expires_at
        """,
        by,
        by,
        heardAt,
        behind);
  }

  /** Lets no lease end after {@code latest}; one that was ended deliberately stays so. */
  public void cap(long latest) {
    session.update(
        """
        update lease set expires_at = ?,
          renewed_at = case when renewed_at = expires_at then ? else renewed_at end
        where expires_at > ?
        """,
        latest,
        latest,
        latest);
  }

  /**
   * Forgets leases that ended before {@code before}, at most {@code maxRows}.
   *
   * @return how many
   */
  public int prune(long before, int maxRows) {
    return session.update(
        """
        delete from lease where (kind, account, subject) in
          (select kind, account, subject from lease
           where expires_at < ? limit ?)
        """,
        before,
        maxRows);
  }
}
