package io.github.e2breconciler.testing;

import io.github.e2breconciler.store.LeaseRow;
import io.github.e2breconciler.store.Tx;
import java.util.ArrayList;
import java.util.List;

/** The leases that a store has. */
public final class StoredLeases {

  private StoredLeases() {}

  /** Every one, in any order. */
  public static List<LeaseRow> all(Tx tx) {
    var rows = new ArrayList<LeaseRow>();
    tx.leases().each(rows::add);
    return rows;
  }
}
