package io.github.e2breconciler.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** Which team each account was at first contact. */
public final class PinTable {

  private static final RowMapper<PinRow> ROW = ConstructorMapper.of(PinRow.class);
  private static final String UPSERT = Sql.upsert("pin", PinRow.class, "account");

  private final Handle handle;

  PinTable(Handle handle) {
    this.handle = handle;
  }

  /** Pins the account, in place of the pin it had. */
  public void put(PinRow row) {
    handle.createUpdate(UPSERT).bindMethods(row).execute();
  }

  /** The account's pin, or null before first contact. */
  public @Nullable PinRow find(String account) {
    return handle
        .createQuery("select * from pin where account = :account")
        .bind("account", account)
        .map(ROW)
        .findOne()
        .orElse(null);
  }
}
