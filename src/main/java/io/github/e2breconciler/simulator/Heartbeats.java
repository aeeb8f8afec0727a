package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;

/** Where a fleet's owners say that they are alive. May throw when nobody listens. */
public interface Heartbeats {

  /** All sandboxes of {@code owner} are owned for {@code ttl} from now. */
  void renewOwner(String owner, Duration ttl);

  /** One sandbox is owned for {@code ttl} from now. */
  void renewSandbox(SandboxId sandbox, Duration ttl);
}
