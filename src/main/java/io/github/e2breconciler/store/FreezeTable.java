package io.github.e2breconciler.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Freezes that hold now; one an account, the empty one for all. */
public final class FreezeTable {

  private static final RowMapper<FreezeRow> ROW = ConstructorMapper.of(FreezeRow.class);
  private static final String UPSERT = Sql.upsert("frozen", FreezeRow.class, "account");

  private final Handle handle;

  FreezeTable(Handle handle) {
    this.handle = handle;
  }

  /** Freezes the account, in place of the freeze it had. */
  public void put(FreezeRow row) {
    handle.createUpdate(UPSERT).bindMethods(row).execute();
  }

  /** Every freeze that holds, by account. */
  public List<FreezeRow> all() {
    return handle.createQuery("select * from frozen order by account").map(ROW).list();
  }

  /** Lifts the freeze of the account, if there. */
  public void delete(String account) {
    handle
        .createUpdate("delete from frozen where account = :account")
        .bind("account", account)
        .execute();
  }
}
