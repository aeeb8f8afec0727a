package io.github.e2breconciler.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** Snoozes; one a sandbox. */
public final class SnoozeTable {

  private static final RowMapper<SnoozeRow> ROW = ConstructorMapper.of(SnoozeRow.class);
  private static final String UPSERT = Sql.upsert("snooze", SnoozeRow.class, "account", "sandbox");

  private final Handle handle;

  SnoozeTable(Handle handle) {
    this.handle = handle;
  }

  /** Snoozes the sandbox, in place of the snooze it had. */
  public void put(SnoozeRow row) {
    handle.createUpdate(UPSERT).bindMethods(row).execute();
  }

  /** The sandbox's snooze, which may have run out, or null. */
  public @Nullable SnoozeRow find(String account, String sandbox) {
    return handle
        .createQuery("select * from snooze where account = :account and sandbox = :sandbox")
        .bind("account", account)
        .bind("sandbox", sandbox)
        .map(ROW)
        .findOne()
        .orElse(null);
  }

  /** Every snooze, also those that have run out. */
  public List<SnoozeRow> all() {
    return handle.createQuery("select * from snooze order by account, sandbox").map(ROW).list();
  }

  /**
   * Forgets snoozes that end at or before {@code now}, at most {@code maxRows}.
   *
   * @return how many
   */
  public int deleteExpired(long now, int maxRows) {
    return handle
        .createUpdate(
            """
            delete from snooze where (account, sandbox) in
              (select account, sandbox from snooze where until <= :now limit :maxRows)
            """)
        .bind("now", now)
        .bind("maxRows", maxRows)
        .execute();
  }
}
