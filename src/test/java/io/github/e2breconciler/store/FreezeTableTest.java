package io.github.e2breconciler.store;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FreezeTableTest extends TableTest {

  @Test
  void keepsOneFreezeForEachAccount() {
    var all = new FreezeRow("", "by hand", "human", 1);
    var shrunk = new FreezeRow("a", "12 of 20 absent", "shrink", 2);
    store.writeVoid(tx -> tx.freezes().put(new FreezeRow("a", "cap", "cap", 1)));
    store.writeVoid(tx -> List.of(shrunk, all).forEach(tx.freezes()::put));

    assertRows(tx -> tx.freezes().all()).containsExactly(all, shrunk);

    store.writeVoid(tx -> tx.freezes().delete(""));

    assertRows(tx -> tx.freezes().all()).containsExactly(shrunk);
  }
}
