package io.github.e2breconciler.day;

/**
 * What happens to the sandboxes of a fleet besides being extended and ended; the probability of
 * each for one life.
 *
 * @param naps it is paused for a third of its life; no owner extends it meanwhile
 * @param crashes its machine dies, and no event ever tells of its end
 * @param endedAsleep it is ended while it sleeps, which no event tells; of those that nap
 */
public record Troubles(double naps, double crashes, double endedAsleep) {

  public static final Troubles NONE = new Troubles(0, 0, 0);
}
