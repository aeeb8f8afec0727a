package io.github.e2breconciler.simulation;

import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.World;

/** What everybody in a run shares. */
record Stage(
    VirtualScheduler time,
    World world,
    Team team,
    LeaseLedger ledger,
    Journal journal,
    Tally tally) {}
