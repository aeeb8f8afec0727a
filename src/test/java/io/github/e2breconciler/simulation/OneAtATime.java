package io.github.e2breconciler.simulation;

import org.jspecify.annotations.Nullable;

/** S3: at most one thread acts on an account at a time; the next begins when it has its answer. */
final class OneAtATime implements Law {

  private @Nullable Request underWay;

  @Override
  public void requested(Request request) {
    if (underWay != null) {
      throw new Violation(request.sandbox(), request.action() + " while " + underWay + " goes on");
    }
    underWay = request;
  }

  @Override
  public void settled(Request request) {
    if (request.equals(underWay)) {
      underWay = null;
    }
  }

  @Override
  public void crashed() {
    underWay = null;
  }
}
