package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.Events.SANDBOX;
import static io.github.e2breconciler.testing.Events.created;
import static io.github.e2breconciler.testing.Events.killed;
import static io.github.e2breconciler.testing.Events.killedBare;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.store.EventRow;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is stored comes back after a crash, and is not taken for news then. */
final class EventIntakeTest {

  private static final SandboxKey KEY = new SandboxKey(ReapWorld.ACCOUNT, SANDBOX);

  private final ReapWorld world = new ReapWorld();
  private final Mirrored before = new Mirrored(world);
  private final Inventory inventory = new Inventory(world.clock(), world.clock());
  private final DriftLog drifts =
      new DriftLog(
          world.store(), world.clock(), () -> "1", List.of(ReapWorld.ACCOUNT), world.meters());
  private final Suspicions suspicions = new Suspicions(List.of(ReapWorld.ACCOUNT), world.meters());
  private final EventIntake after =
      new EventIntake(world.store(), inventory, drifts, suspicions, world.clock());

  @Test
  void replaysWhatWasStored() {
    take(created("a", 0));
    take(killed("a", 10, 0));

    after.replay(0);

    assertThat(inventory.find(KEY)).isNotNull().isEqualTo(world.inventory().find(KEY));
  }

  @Test
  void replaysOnlyWhatCameAfter() {
    take(created("a", 0));
    var flushed = world.store().<Long>read(tx -> tx.events().lastSeq());
    take(killedBare("a", 10));

    after.replay(flushed);

    var belief = inventory.find(KEY);
    assertThat(belief).isNotNull();
    assertThat(belief.state()).isEqualTo(State.GONE);
    assertThat(belief.startedAt()).isNull(); // only the first event said that
  }

  @Test
  void takesNothingThatItReplaysForNews() {
    take(killed("a", 10, 0)); // of a sandbox that nobody knew, which raises a suspicion

    after.replay(0);

    assertThat(after.lastWebhookAt(ReapWorld.ACCOUNT)).isEqualTo(Instant.MIN);
    assertThat(after.team(ReapWorld.ACCOUNT)).isEmpty();
    assertThat(suspicions.takeSandboxes(ReapWorld.ACCOUNT)).isEmpty();
  }

  @Test
  void countsWebhooksOfTheAccountAlone() {
    take(created("a", 0));
    take(created("a", 0));
    before.intake.takeAll(ReapWorld.ACCOUNT, List.of(killed("a", 10, 0)), Source.FEED, Instant.MIN);

    assertThat(before.intake.webhooksTaken(ReapWorld.ACCOUNT)).isEqualTo(2);
    assertThat(before.intake.webhooksTaken(new AccountId("other"))).isZero();
  }

  @Test
  void passesOverAnEventThatCannotBeRead() {
    world
        .store()
        .events()
        .append(
            new EventRow(
                KEY.account().name(), "x", "type", SANDBOX.value(), 1, 1, "webhook", "{\"id\":"));
    take(created("a", 0));

    after.replay(0);

    assertThat(inventory.find(KEY)).isNotNull();
  }

  private void take(LifecycleEvent event) {
    before.intake.take(ReapWorld.ACCOUNT, event, Source.WEBHOOK, world.clock().instant());
  }
}
