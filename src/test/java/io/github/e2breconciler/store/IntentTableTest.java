package io.github.e2breconciler.store;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class IntentTableTest extends TableTest {

  @Test
  void keepsEveryFieldOfAnIntent() {
    var sent =
        new IntentRow(
            "n1", "c1", "a", "i1", "pause", 7, true, 8, 80L, 1, "none", null, null, null, "", "p1");
    var closed =
        new IntentRow(
            "n1", "c1", "a", "i1", "pause", 7, false, 8, null, 2, "204", 9L, 90L, 10L, "paused",
            null);
    store.writeVoid(tx -> tx.intents().upsert(sent));

    assertValue(tx -> tx.intents().find("n1")).isEqualTo(sent);
    assertRows(tx -> tx.intents().ofCase("c1")).containsExactly(sent);

    store.writeVoid(tx -> tx.intents().upsert(closed));

    assertValue(tx -> tx.intents().find("n1")).isEqualTo(closed);
    assertRows(tx -> tx.intents().open()).isEmpty();
  }

  @Test
  void findsOpenIntentsOfSandboxes() {
    var ours = intent("n1", "c1", "a", "i1", 1, null, null);
    var theirs = intent("n2", "c2", "b", "i1", 2, null, null);
    var closed = intent("n3", "c3", "a", "i3", 3, 4L, null);
    store.writeVoid(tx -> List.of(ours, theirs, closed).forEach(tx.intents()::upsert));

    assertRows(tx -> tx.intents().open()).containsExactly(ours, theirs);
    assertRows(tx -> tx.intents().openFor(null, "i1")).containsExactly(ours, theirs);
    assertRows(tx -> tx.intents().openFor("b", "i1")).containsExactly(theirs);
    assertRows(tx -> tx.intents().openFor("a", "i3")).isEmpty();
  }

  @Test
  void countsASandboxOnceHoweverManyItsCasesAndIntents() {
    store.writeVoid(tx -> {
      tx.intents().upsert(intent("n1", "early", "a", "i0", 99, 100L, null));
      tx.intents().upsert(intent("n2", "c1", "a", "i1", 100, 101L, null));
      tx.intents().upsert(intent("n3", "c1", "a", "i1", 200, null, null));
      tx.intents().upsert(intent("n4", "planned", "a", "i2", 200, null, "p1"));
      tx.intents().upsert(intent("n6", "c2", "a", "i1", 300, null, null));
      tx.intents().upsert(intent("n7", "early", "a", "i0", 300, null, null));
      tx.intents().upsert(intent("n5", "other", "b", "i3", 200, null, null));
    });

    assertValue(tx -> tx.intents().sandboxesSince("a", 100)).isEqualTo(Set.of("i1"));
  }

  private static IntentRow intent(
      String id,
      String caseId,
      String account,
      String sandbox,
      long createdAt,
      @Nullable Long closedAt,
      @Nullable String plan) {
    return new IntentRow(
        id, caseId, account, sandbox, "kill", 5, false, createdAt, createdAt, 0, "none", null, null,
        closedAt, "", plan);
  }
}
