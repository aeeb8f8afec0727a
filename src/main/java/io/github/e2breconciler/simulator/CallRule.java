package io.github.e2breconciler.simulator;

import io.github.e2breconciler.simulator.Faults.Call;
import java.util.Set;

/**
 * A fault of calls in a plan.
 *
 * @param match of the sandbox that a call is about; a narrow one spares calls about none
 */
record CallRule(String label, Fault fault, Set<Call> calls, Odds odds, SandboxSelector match) {}
