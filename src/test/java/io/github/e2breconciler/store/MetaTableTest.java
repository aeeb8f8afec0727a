package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MetaTableTest extends TableTest {

  @Test
  void keepsWhenItWasBorn() {
    var createdAt = store.read(tx -> tx.meta().get(MetaTable.CREATED_AT));

    assertThat(createdAt).isEqualTo(Long.toString(Fixtures.BIRTH.toEpochMilli()));
  }

  @Test
  void replacesWhatIsKeptUnderAKey() {
    store.writeVoid(tx -> tx.meta().put("walked", "1"));
    store.writeVoid(tx -> tx.meta().put("walked", "2"));
    store.writeVoid(tx -> tx.meta().putIfAbsent("walked", "3"));

    assertValue(tx -> tx.meta().get("walked")).isEqualTo("2");
    assertValue(tx -> tx.meta().get("never")).isNull();
  }
}
