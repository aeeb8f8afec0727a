package io.github.e2breconciler.cli;

import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.FreezeRow;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The human of a rehearsal: looks at each freeze, waits until the fault behind it is over, lifts it
 * and says so. Of one thread.
 */
final class FreezeLifter {

  /** How long a human takes to look, once nothing that lasts is on any more. */
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Freezes freezes;
  private final Supplier<Set<String>> lasting;
  private final Consumer<String> tell;
  private final Map<FreezeRow, Duration> calmSince = new HashMap<>();
  private int lifted;

  /**
   * A human who has seen no freeze yet.
   *
   * @param lasting which faults of a limited time are on now
   */
  FreezeLifter(Freezes freezes, Supplier<Set<String>> lasting, Consumer<String> tell) {
    this.freezes = freezes;
    this.lasting = lasting;
    this.tell = tell;
  }

  /** What a human does {@code ran} after the start. */
  void step(Duration ran) {
    var on = lasting.get();
    for (var freeze : freezes.all()) {
      if (!calmSince.containsKey(freeze)) {
        tell.accept(ran.toSeconds() + " s: frozen by " + freeze.cause() + ": " + freeze.reason());
      }
      if (!on.isEmpty() || !calmSince.containsKey(freeze)) {
        calmSince.put(freeze, ran);
      } else if (ran.minus(calmSince.getOrDefault(freeze, ran)).compareTo(LOOK) >= 0) {
        lift(freeze, ran);
      }
    }
  }

  int lifted() {
    return lifted;
  }

  private void lift(FreezeRow freeze, Duration ran) {
    var account = freeze.account().isEmpty() ? null : new AccountId(freeze.account());
    freezes.lift(account, "the fault is over, and the fleet was looked at");
    calmSince.remove(freeze);
    lifted++;
    tell.accept(ran.toSeconds() + " s: lifted, its fault is over");
  }
}
