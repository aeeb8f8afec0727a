package io.github.e2breconciler.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A mishap in a plan.
 *
 * @param every between two occasions, or null for one alone
 */
record MishapRule(
    String label, Mishap mishap, Odds odds, SandboxSelector match, @Nullable Duration every) {}
