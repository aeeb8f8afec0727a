package io.github.e2breconciler.simulation;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.testing.VirtualTime;

/**
 * What everybody of one account shares; time, world, ledger, journal and tally are those of the
 * run.
 */
record Stage(
    AccountId account,
    VirtualTime time,
    World world,
    Team team,
    LeaseLedger ledger,
    Journal journal,
    Tally tally,
    Laws laws) {

  /** That of another account of the same run. */
  Stage of(AccountId other, Team itsTeam, Laws itsLaws) {
    return new Stage(other, time, world, itsTeam, ledger, journal, tally, itsLaws);
  }
}
