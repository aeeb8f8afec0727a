package io.github.e2breconciler.simulation;

import io.github.e2breconciler.sandbox.SandboxId;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Something happened that never may. */
final class Violation extends AssertionError {

  @Serial private static final long serialVersionUID = 1L;

  private final LawName law;
  private final transient @Nullable SandboxId sandbox;

  /** A violation on one sandbox, or on none. */
  Violation(LawName law, @Nullable SandboxId sandbox, String what) {
    super(what);
    this.law = law;
    this.sandbox = sandbox;
  }

  /** One that something else led to. */
  Violation(LawName law, @Nullable SandboxId sandbox, String what, Throwable cause) {
    super(what, cause);
    this.law = law;
    this.sandbox = sandbox;
  }

  LawName law() {
    return law;
  }

  @Nullable SandboxId sandbox() {
    return sandbox;
  }
}
