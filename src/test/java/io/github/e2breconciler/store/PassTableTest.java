package io.github.e2breconciler.store;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PassTableTest extends TableTest {

  @Test
  void keepsEveryFieldOfAPass() {
    var running = new PassRow("p1", "manual", true, "running", 1, null, null, "{}");
    var done = new PassRow("p1", "manual", true, "done", 1, 2L, 3L, "{\"pass\":\"p1\"}");
    var later = new PassRow("p2", "timer", false, "running", 5, null, null, "{}");
    store.writeVoid(tx -> List.of(running, done, later).forEach(tx.passes()::upsert));

    assertValue(tx -> tx.passes().find("p1")).isEqualTo(done);
    assertValue(tx -> tx.passes().find("p3")).isNull();
    assertRows(tx -> tx.passes().recent(1, null)).containsExactly(later);
    assertRows(tx -> tx.passes().recent(1, "p2")).containsExactly(done);
    assertWritten(tx -> tx.passes().prune(5, 10)).isEqualTo(1);
    assertRows(tx -> tx.passes().recent(9, null)).containsExactly(later);
  }
}
