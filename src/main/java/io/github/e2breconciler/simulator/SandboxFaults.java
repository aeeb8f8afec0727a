package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Faults.Call;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a call about one sandbox is answered untruly. */
final class SandboxFaults {

  private static final Duration RESUMED_FOR = Duration.ofMinutes(5);

  private SandboxFaults() {}

  /** The answer that stands for the true one, or null where that is given. */
  static @Nullable Reply<SimulatedSandbox> answer(
      Call call, Team team, SandboxId sandbox, Fault.OfSandbox fault) {
    var there = team.get(sandbox);
    if (!(there instanceof Reply.Done<SimulatedSandbox>(int _, SimulatedSandbox found))) {
      return there;
    }
    return switch (fault) {
      case Fault.Missing _ -> Lifecycle.missing(sandbox);
      case Fault.Swallowed _ -> call == Call.READ ? null : new Reply.Done<>(204, found);
      case Fault.Conflict _ ->
          call == Call.READ
              ? null
              : new Reply.Refused<>(409, "Sandbox " + sandbox + " is in transition");
      case Fault.NodeUnreachable _ ->
          call == Call.KILL ? team.killUnreachable(sandbox, Asker.API) : null;
      case Fault.ResumedAfterwards _ -> {
        if (call == Call.READ && found.paused()) {
          team.resume(sandbox, RESUMED_FOR);
          yield new Reply.Done<>(200, found);
        }
        yield null;
      }
      case Fault.UndoneByResume _ -> {
        if (call == Call.KILL && found.paused()) {
          team.resume(sandbox, RESUMED_FOR);
          yield new Reply.Done<>(204, found);
        }
        yield null;
      }
    };
  }
}
