package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.e2breconciler.testing.StoredLeases;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeaseTableTest extends TableTest {

  @Test
  void keepsOneLeaseForEachSubject() {
    var first = new LeaseRow("sandbox", "", "i1", "worker-7", 1, 2, 30);
    var renewed = new LeaseRow("sandbox", "", "i1", "worker-7", 1, 5, 60);
    var owner = new LeaseRow("owner", "", "i1", "", 1, 2, 30);
    store.writeVoid(tx -> List.of(first, renewed, owner).forEach(tx.leases()::upsert));

    assertRows(StoredLeases::all).containsExactlyInAnyOrder(renewed, owner);
    assertValue(tx -> tx.leases().find("sandbox", "", "i1")).isEqualTo(renewed);
    assertValue(tx -> tx.leases().find("sandbox", "a", "i1")).isNull();

    store.writeVoid(tx -> tx.leases().delete("sandbox", "", "i1"));

    assertRows(StoredLeases::all).containsExactly(owner);
  }

  @Test
  void shiftsLeasesThatWereLiveByWhatCameAfterTheyWereHeard() {
    var dead = new LeaseRow("sandbox", "", "dead", "", 0, 0, 100);
    var live = new LeaseRow("sandbox", "", "live", "", 0, 110, 111);
    var heard = new LeaseRow("sandbox", "", "heard", "", 0, 130, 200);
    var ahead = new LeaseRow("sandbox", "", "ahead", "", 0, 151, 300);
    var ended = new LeaseRow("sandbox", "", "ended", "", 0, 120, 120);
    store.writeVoid(tx -> List.of(dead, live, heard, ahead, ended).forEach(tx.leases()::upsert));

    var shifted = store.write(tx -> tx.leases().shift(100, 110, 150));

    assertThat(shifted).isEqualTo(3);
    assertRows(StoredLeases::all)
        .extracting(LeaseRow::subject, LeaseRow::expiresAt)
        .containsExactlyInAnyOrder(
            tuple("dead", 100L),
            tuple("live", 161L),
            tuple("heard", 220L),
            tuple("ahead", 300L),
            tuple("ended", 120L));
  }

  @Test
  void prunesLeasesThatEndedBefore() {
    store.writeVoid(tx -> tx.leases().upsert(new LeaseRow("owner", "", "old", "", 0, 0, 99)));
    store.writeVoid(tx -> tx.leases().upsert(new LeaseRow("owner", "", "new", "", 0, 0, 100)));

    assertWritten(tx -> tx.leases().prune(100, 0)).isEqualTo(0);
    assertWritten(tx -> tx.leases().prune(100, 9)).isEqualTo(1);
    assertRows(StoredLeases::all).extracting(LeaseRow::subject).containsExactly("new");
  }
}
