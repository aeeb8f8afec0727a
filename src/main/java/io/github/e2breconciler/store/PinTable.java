package io.github.e2breconciler.store;

import org.jspecify.annotations.Nullable;

/** Which team each account was at first contact. */
public final class PinTable {

  private static final Rows<PinRow> ROWS = Rows.of("pin", PinRow.class);
  private static final String UPSERT = ROWS.upsert("account");

  private final Session session;

  PinTable(Session session) {
    this.session = session;
  }

  /** Pins the account, in place of the pin it had. */
  public void put(PinRow row) {
    session.update(UPSERT, ROWS.values(row));
  }

  /** The account's pin, or null before first contact. */
  public @Nullable PinRow find(String account) {
    return session.first(ROWS, ROWS.select("where account = ?"), account);
  }
}
