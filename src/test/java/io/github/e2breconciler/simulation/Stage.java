package io.github.e2breconciler.simulation;

import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.testing.VirtualTime;

/** What everybody in a run shares. */
record Stage(
    VirtualTime time,
    World world,
    Team team,
    LeaseLedger ledger,
    Journal journal,
    Tally tally,
    Laws laws) {}
