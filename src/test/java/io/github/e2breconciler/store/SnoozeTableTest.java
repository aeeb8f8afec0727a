package io.github.e2breconciler.store;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SnoozeTableTest extends TableTest {

  @Test
  void dropsSnoozesOnceTheyEnd() {
    var ended = new SnoozeRow("a", "i1", 100, "debugging");
    var lasting = new SnoozeRow("a", "i2", 101, "demo");
    store.writeVoid(tx -> List.of(lasting, ended).forEach(tx.snoozes()::put));

    assertValue(tx -> tx.snoozes().find("a", "i1")).isEqualTo(ended);
    assertRows(tx -> tx.snoozes().all()).containsExactly(ended, lasting);
    assertWritten(tx -> tx.snoozes().deleteExpired(100, 9)).isEqualTo(1);
    assertRows(tx -> tx.snoozes().all()).containsExactly(lasting);
  }
}
