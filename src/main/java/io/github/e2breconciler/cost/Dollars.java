package io.github.e2breconciler.cost;

/** Dollars as people are shown them. */
public final class Dollars {

  private static final double MILLIONTHS = 1e6;

  private Dollars() {}

  /** To the millionth: what is below is an estimate's noise, or that of adding. */
  public static double rounded(double dollars) {
    return Math.round(dollars * MILLIONTHS) / MILLIONTHS;
  }
}
