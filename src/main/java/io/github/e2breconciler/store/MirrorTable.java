package io.github.e2breconciler.store;

import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Beliefs as last flushed; one a sandbox. */
public final class MirrorTable {

  private static final RowMapper<MirrorRow> ROW = ConstructorMapper.of(MirrorRow.class);
  private static final String UPSERT = Sql.upsert("mirror", MirrorRow.class, "account", "sandbox");

  private final Handle handle;

  MirrorTable(Handle handle) {
    this.handle = handle;
  }

  /** Adds each belief or replaces the one of the same sandbox. */
  public void upsertAll(List<MirrorRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    var batch = handle.prepareBatch(UPSERT);
    rows.forEach(row -> batch.bindMethods(row).add());
    batch.execute();
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
