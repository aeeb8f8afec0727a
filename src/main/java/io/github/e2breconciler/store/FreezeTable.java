package io.github.e2breconciler.store;

import java.util.List;

/** Freezes that hold now; one an account, the empty one for all. */
public final class FreezeTable {

  private static final Rows<FreezeRow> ROWS = Rows.of("frozen", FreezeRow.class);
  private static final String UPSERT = ROWS.upsert("account");

  private final Session session;

  FreezeTable(Session session) {
    this.session = session;
  }

  /** Freezes the account, in place of the freeze it had. */
  public void put(FreezeRow row) {
    session.update(UPSERT, ROWS.values(row));
  }

  /** Every freeze that holds, by account. */
  public List<FreezeRow> all() {
    return session.list(ROWS, ROWS.select("order by account"));
  }

  /** Lifts the freeze of the account, if there. */
  public void delete(String account) {
    session.update("delete from frozen where account = ?", account);
  }
}
