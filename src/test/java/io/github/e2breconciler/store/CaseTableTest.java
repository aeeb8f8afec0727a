package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CaseTableTest extends TableTest {

  @Test
  void keepsEveryFieldOfACase() {
    var open = condemned("c1", "i1", 10, null);
    var closed = condemned("c1", "i1", 10, 40L);
    store.writeVoid(tx -> tx.cases().upsert(open));

    assertValue(tx -> tx.cases().find("c1")).isEqualTo(open);

    store.writeVoid(tx -> tx.cases().upsert(closed));

    assertValue(tx -> tx.cases().find("c1")).isEqualTo(closed);
    assertRows(tx -> tx.cases().open()).isEmpty();
    assertValue(tx -> tx.cases().find("c2")).isNull();
  }

  @Test
  void findsTheLatestCaseOfASandbox() {
    var older = condemned("c2", "i1", 10, 20L);
    var newer = condemned("c1", "i1", 30, null);
    var other = condemned("c3", "i2", 40, null);
    store.writeVoid(tx -> List.of(newer, older, other).forEach(tx.cases()::upsert));

    assertValue(tx -> tx.cases().latestOf("a", "i1")).isEqualTo(newer);
    assertValue(tx -> tx.cases().latestOf("b", "i1")).isNull();
    assertRows(tx -> tx.cases().open()).containsExactly(newer, other);
  }

  @Test
  void pagesCasesNewestFirst() {
    var first = condemned("c1", "i1", 10, null);
    var sameTime = condemned("c2", "i2", 10, null);
    var closed = condemned("c3", "i3", 20, 30L);
    store.writeVoid(tx -> List.of(first, sameTime, closed).forEach(tx.cases()::upsert));

    assertRows(tx -> tx.cases().page(null, 2, false)).containsExactly(closed, sameTime);
    assertRows(tx -> tx.cases().page("c2", 2, false)).containsExactly(first);
    assertRows(tx -> tx.cases().page("c1", 2, false)).isEmpty();
    assertThatThrownBy(() -> store.read(tx -> tx.cases().page("gone", 2, false)))
        .isInstanceOf(NoSuchRowException.class)
        .hasMessageEndingWith("is called gone");
    assertRows(tx -> tx.cases().page(null, 1, true)).containsExactly(sameTime);
    assertRows(tx -> tx.cases().page("c2", 9, true)).containsExactly(first);
  }

  private static CaseRow condemned(
      String id, String sandbox, long markedAt, @Nullable Long closedAt) {
    return new CaseRow(
        id,
        "a",
        sandbox,
        "overdue",
        "overdue",
        "kill",
        "past its end",
        "marked",
        5,
        markedAt,
        60,
        closedAt == null ? null : closedAt - 1,
        closedAt,
        2,
        null,
        "in grace",
        "{}");
  }
}
