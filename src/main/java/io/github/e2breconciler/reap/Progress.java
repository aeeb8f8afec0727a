package io.github.e2breconciler.reap;

import java.util.List;

/** Who follows the steps of an account while they are taken, one after the other. */
public interface Progress {

  /** Whether the next step is to be taken; may call E2B to see to it that it can be. */
  boolean goesOn();

  /** A step was taken, or refused. */
  void took(Result result);

  /** Goes on to the end, and keeps what came of it. */
  static Progress into(List<Result> results) {
    return new Progress() {
      @Override
      public boolean goesOn() {
        return true;
      }

      @Override
      public void took(Result result) {
        results.add(result);
      }
    };
  }
}
