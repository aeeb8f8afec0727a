package io.github.e2breconciler.policy;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sandboxes and policies to judge. */
final class Cases {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant END = START.plus(Duration.ofHours(1));
  static final AccountId ACCOUNT = new AccountId("default");
  static final LeaseState NEVER = new LeaseState.Never(Duration.ZERO);

  private Cases() {}

  static Sandbox running() {
    return sandbox(State.RUNNING, START, END, Map.of());
  }

  static Sandbox running(Map<String, String> metadata) {
    return sandbox(State.RUNNING, START, END, metadata);
  }

  static Sandbox sandbox(
      State state,
      @Nullable Instant startedAt,
      @Nullable Instant endAt,
      Map<String, String> metadata) {
    return new Sandbox(
        new SandboxKey(ACCOUNT, new SandboxId("iabc")),
        state,
        "base",
        metadata,
        startedAt,
        endAt,
        null,
        null,
        START,
        Source.LIST);
  }

  static Policy policy(Condition condition, Action action) {
    return policy("p", condition, action);
  }

  static Policy policy(String name, Condition condition, Action action) {
    return new Policy(name, condition, Match.ALL, Duration.ofMinutes(5), action);
  }
}
