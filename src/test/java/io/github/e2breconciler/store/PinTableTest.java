package io.github.e2breconciler.store;

import org.junit.jupiter.api.Test;

final class PinTableTest extends TableTest {

  @Test
  void replacesThePinOfAnAccount() {
    var first = new PinRow("a", "https://api.e2b.app", "print", "", 1, "");
    var named = new PinRow("a", "https://api.e2b.app", "print", "team-1", 1, "other key");
    store.writeVoid(tx -> tx.pins().put(first));
    store.writeVoid(tx -> tx.pins().put(named));

    assertValue(tx -> tx.pins().find("a")).isEqualTo(named);
    assertValue(tx -> tx.pins().find("b")).isNull();
  }
}
