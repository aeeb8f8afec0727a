package io.github.e2breconciler.store;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DriftTableTest extends TableTest {

  @Test
  void keepsOpenDriftHoweverOld() {
    var open = new DriftRow("d1", "a", "i1", "zombie", "walk", 1, 2, null, "");
    var repaired = new DriftRow("d2", "a", "i2", "missed-killed", "feed", 1, 3, 4L, "");
    store.writeVoid(tx -> List.of(open, repaired).forEach(tx.drifts()::upsert));

    assertRows(tx -> tx.drifts().recent(9, null)).containsExactly(repaired, open);
    assertRows(tx -> tx.drifts().recent(9, "d2")).containsExactly(open);
    assertRows(tx -> tx.drifts().open()).containsExactly(open);
    assertWritten(tx -> tx.drifts().prune(3, 0, 10)).isEqualTo(0);
    assertWritten(tx -> tx.drifts().prune(4, 0, 10)).isEqualTo(1);
    assertRows(tx -> tx.drifts().recent(9, null)).containsExactly(open);
  }
}
