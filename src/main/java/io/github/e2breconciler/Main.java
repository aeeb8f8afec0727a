package io.github.e2breconciler;

/** The program. */
final class Main {

  private Main() {}

  public static void main(String[] args) {}
}
