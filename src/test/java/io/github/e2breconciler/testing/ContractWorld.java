package io.github.e2breconciler.testing;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Asker;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.WebhookFaults;
import io.github.e2breconciler.simulator.WebhookSender;
import io.github.e2breconciler.simulator.World;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;

/** The simulated E2B that every port has to show alike; its time moves with what others do. */
public final class ContractWorld {

  public static final String KEY = "e2b_contract";

  private static final Duration A_MOMENT = Duration.ofMillis(10);

  public final FakeClock clock = new FakeClock();
  public final World world = new World(clock, new SplittableRandom(1));
  private final Team team = world.open(KEY, "contract", TeamPlan.pro());

  /** A new running sandbox, started after all before it. */
  public SandboxId start(Map<String, String> metadata) {
    clock.advance(A_MOMENT);
    var spec = NewSandbox.of("base", Duration.ofHours(1)).withMetadata(metadata);
    return team.create(spec).value().id();
  }

  /** Somebody else pauses a running sandbox. */
  public void pause(SandboxId sandbox) {
    clock.advance(A_MOMENT);
    var _ = team.pause(sandbox, Asker.CUSTOMER);
  }

  /** Somebody else ends a sandbox. */
  public void end(SandboxId sandbox) {
    clock.advance(A_MOMENT);
    var _ = team.kill(sandbox, Asker.CUSTOMER);
  }

  /** The machine dies and nobody notices. */
  public void crash(SandboxId sandbox) {
    clock.advance(A_MOMENT);
    team.crash(sandbox);
  }

  /** Whatever webhooks are owed is sent, and answered so. */
  public void deliver(int status) {
    clock.advance(A_MOMENT);
    new WebhookSender(
            world,
            WebhookFaults.none(),
            new SplittableRandom(2),
            (_, _, _) -> status,
            Runnable::run)
        .step();
  }

  /** Lets what has begun come to its end: kills, pauses, and the filing of events. */
  public void settle() {
    clock.advance(Duration.ofSeconds(1));
  }
}
