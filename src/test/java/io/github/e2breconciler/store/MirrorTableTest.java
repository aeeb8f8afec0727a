package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MirrorTableTest extends TableTest {

  @Test
  void mirrorsTheLastBeliefOfEachSandbox() {
    var old = new MirrorRow("a", "i1", "{\"state\":\"running\"}", 1);
    var gone = new MirrorRow("a", "i1", "{\"state\":\"gone\"}", 2);
    var other = new MirrorRow("b", "i1", "{}", 2);
    store.writeVoid(tx -> tx.mirror().upsertAll(List.of()));
    store.writeVoid(tx -> tx.mirror().upsertAll(List.of(old, other)));
    store.writeVoid(tx -> tx.mirror().upsertAll(List.of(gone)));

    assertThat(mirror()).containsExactlyInAnyOrder(gone, other);

    store.writeVoid(tx -> tx.mirror().delete("b", "i1"));

    assertThat(mirror()).containsExactly(gone);
  }

  private List<MirrorRow> mirror() {
    var rows = new ArrayList<MirrorRow>();
    store.readVoid(tx -> tx.mirror().all(rows::add));
    return rows;
  }
}
