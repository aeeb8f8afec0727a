package io.github.e2breconciler.testing;

import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.ExecutionRun;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Size;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events and rows of one sandbox; times are seconds after {@link FakeClock#START}. */
public final class Events {

  public static final SandboxId SANDBOX = new SandboxId("iabc123def456ghi789jk");
  public static final Map<String, String> METADATA = Map.of("app", "test", "owner", "job-42");

  private Events() {}

  public static Instant at(double seconds) {
    return FakeClock.START.plusNanos((long) (seconds * 1e9));
  }

  public static LifecycleEvent created(@Nullable String execution, double at) {
    return new LifecycleEvent.Created(header("created", execution, at));
  }

  public static LifecycleEvent resumed(@Nullable String execution, double at) {
    return new LifecycleEvent.Resumed(header("resumed", execution, at));
  }

  public static LifecycleEvent updated(@Nullable String execution, double at, double endAt) {
    return new LifecycleEvent.Updated(header("updated", execution, at), at(endAt));
  }

  public static LifecycleEvent paused(@Nullable String execution, double at, double startedAt) {
    return new LifecycleEvent.Paused(header("paused", execution, at), run(startedAt, at));
  }

  public static LifecycleEvent killed(@Nullable String execution, double at, double startedAt) {
    return new LifecycleEvent.Killed(
        header("killed", execution, at), run(startedAt, at), "timeout");
  }

  /** As senders before June 2026 said it: nothing of the run. */
  public static LifecycleEvent killedBare(@Nullable String execution, double at) {
    return new LifecycleEvent.Killed(header("killed", execution, at), null, "");
  }

  public static SandboxRow row(State state, double startedAt, double endAt) {
    return new SandboxRow(
        SANDBOX, state, "base", METADATA, at(startedAt), at(endAt), new Size(2, 512));
  }

  private static EventHeader header(String type, @Nullable String execution, double at) {
    return new EventHeader(
        type + "-" + execution + "-" + at,
        "sandbox.lifecycle." + type,
        at(at),
        SANDBOX,
        execution == null ? null : new ExecutionId(execution),
        "base",
        "",
        "",
        METADATA);
  }

  private static ExecutionRun run(double startedAt, double at) {
    return new ExecutionRun(
        Instant.ofEpochSecond(at(startedAt).getEpochSecond()),
        new Size(2, 512),
        Duration.between(at(startedAt), at(at)));
  }
}
