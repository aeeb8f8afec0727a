package io.github.e2breconciler.reap;

import java.time.Instant;

/**
 * What a guard said to a step of a case.
 *
 * @param step the label of the step that was not taken
 * @param at by our clock
 */
public record Refusal(String guard, String step, String reason, Instant at) {}
