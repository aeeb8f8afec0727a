package io.github.e2breconciler.simulator;

/**
 * How many of a team's sandboxes there are in truth.
 *
 * @param running records that say running
 * @param paused records that say paused
 * @param ghosts running records whose machine is dead
 * @param overdue running records past their end
 */
public record Census(int running, int paused, int ghosts, int overdue) {}
