package io.github.e2breconciler.reap;

import java.time.Duration;

/**
 * What a sandbox has to do with money, by estimate, in dollars.
 *
 * @param age since its run began
 * @param costSoFar what its run has cost, until now or until it slept
 * @param perHour what it costs while it runs; 0 for one that sleeps
 * @param saves what ending it now saves, at the end it would have had; 0 for one that sleeps
 */
public record Worth(Duration age, double costSoFar, double perHour, double saves) {}
