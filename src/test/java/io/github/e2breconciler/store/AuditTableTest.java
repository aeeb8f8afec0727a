package io.github.e2breconciler.store;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AuditTableTest extends TableTest {

  @Test
  void readsTheAuditBySandboxAndByCase() {
    var marked = new AuditRow(1, "a", "i1", "c1", "marked", "{}");
    var paused = new AuditRow(2, "a", "i1", "c1", "intent", "{\"n\":1}");
    var frozen = new AuditRow(3, "a", "", "", "frozen", "{}");
    store.writeVoid(tx -> List.of(marked, paused, frozen).forEach(tx.audit()::append));

    assertRows(tx -> tx.audit().ofCase("c1")).containsExactly(marked, paused);
    assertRows(tx -> tx.audit().ofSandbox("a", "i1", 1)).containsExactly(paused);
    assertWritten(tx -> tx.audit().prune(2, 10)).isEqualTo(1);
    assertRows(tx -> tx.audit().ofCase("c1")).containsExactly(paused);
  }
}
