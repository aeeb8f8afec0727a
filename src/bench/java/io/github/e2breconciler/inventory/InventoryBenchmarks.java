package io.github.e2breconciler.inventory;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.testing.LivingFleet;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the mirror costs an event: the merge alone, its packed form, and all of it together. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class InventoryBenchmarks {

  private static final AccountId ACCOUNT = new AccountId("default");
  private static final int SANDBOXES = 20_000;

  private final Inventory inventory = new Inventory(InstantSource.system(), Ticker.systemTicker());
  private final List<Observation> observations = LivingFleet.observations(SANDBOXES);
  private final Observation told = observations.get(1);
  private final Belief belief = belief(observations);
  private final byte[] packed = BeliefBytes.pack(belief);
  private final Observation[] updates = new Observation[SANDBOXES];
  private int next;

  /** A benchmark among beliefs of some thousand sandboxes. */
  public InventoryBenchmarks() {
    for (var i = 0; i < SANDBOXES; i++) {
      var all = LivingFleet.observations(i);
      all.forEach(it -> inventory.apply(ACCOUNT, it));
      updates[i] = all.get(1);
    }
  }

  /** An updated event into what is believed. */
  @Benchmark
  public Object merge() {
    return Merge.merge(belief, told);
  }

  /** A belief into its packed form. */
  @Benchmark
  public byte[] pack() {
    return BeliefBytes.pack(belief);
  }

  /** A belief out of its packed form. */
  @Benchmark
  public Object unpack() {
    return BeliefBytes.unpack(belief.key(), packed);
  }

  /** An updated event into the mirror: unpack, merge, pack, view, classify. */
  @Benchmark
  public Object apply() {
    next = next + 1 == SANDBOXES ? 0 : next + 1;
    return inventory.apply(ACCOUNT, updates[next]);
  }

  private static Belief belief(List<Observation> observations) {
    var belief = Belief.blank(new SandboxKey(ACCOUNT, observations.getFirst().sandbox()));
    for (var observation : observations) {
      belief = Merge.merge(belief, observation);
    }
    return belief;
  }
}
