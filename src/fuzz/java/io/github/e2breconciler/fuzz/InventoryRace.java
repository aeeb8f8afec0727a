package io.github.e2breconciler.fuzz;

import io.github.e2breconciler.inventory.Change;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.Events;
import java.time.InstantSource;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/** Webhooks, walks and reads that tell the inventory of one sandbox at the same time. */
@Param(name = "at", gen = IntGen.class, conf = "1:6")
public final class InventoryRace {

  private static final AccountId ACCOUNT = new AccountId("race");
  private static final SandboxKey KEY = new SandboxKey(ACCOUNT, Events.SANDBOX);

  private final Inventory inventory = new Inventory(InstantSource.fixed(Events.at(10)), () -> 0);

  /** A webhook tells of a birth. */
  @Operation
  public Change created(@Param(name = "at") int at) {
    return heard(Events.created("x" + at, at));
  }

  /** A webhook tells of an end. */
  @Operation
  public Change killed(@Param(name = "at") int at) {
    return heard(Events.killed("x" + at, at + 0.5, at));
  }

  /** A walk shows it. */
  @Operation
  public Change seen(@Param(name = "at") int at) {
    var row = Events.row(State.RUNNING, at, at + 3);
    return inventory.apply(ACCOUNT, new Observation.Seen(row, Source.LIST, Events.at(at + 0.2)));
  }

  /** A read does not find it. */
  @Operation
  public Change missing(@Param(name = "at") int at) {
    return inventory.apply(ACCOUNT, new Observation.NotFound(Events.SANDBOX, Events.at(at)));
  }

  /** Somebody asks what is believed. */
  @Operation
  public @Nullable Sandbox find() {
    return inventory.find(KEY);
  }

  private Change heard(LifecycleEvent event) {
    return inventory.apply(ACCOUNT, new Observation.Heard(event, Source.WEBHOOK, Events.at(9)));
  }
}
