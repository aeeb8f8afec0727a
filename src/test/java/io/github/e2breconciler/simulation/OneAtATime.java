package io.github.e2breconciler.simulation;

import io.github.e2breconciler.sandbox.SandboxId;
import org.jspecify.annotations.Nullable;

/**
 * S3: at most one thread acts on an account at a time; the next begins when it has its answer.
 * Meanwhile nobody is promised what is being ended.
 */
final class OneAtATime implements Law {

  private @Nullable Request underWay;

  @Override
  public void requested(Request request) {
    if (underWay != null) {
      throw new Violation(
          LawName.S3, request.sandbox(), request.action() + " while " + underWay + " goes on");
    }
    underWay = request;
  }

  /** What is being ended takes no heartbeat of its own, but where none would keep it. */
  @Override
  public void promised(SandboxId sandbox) {
    if (underWay != null
        && underWay.sandbox().equals(sandbox)
        && !underWay.subject().policy().equals("too-old")) {
      throw new Violation(LawName.S1, sandbox, "a heartbeat was taken while it was being ended");
    }
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
