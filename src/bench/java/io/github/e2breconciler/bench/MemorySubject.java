package io.github.e2breconciler.bench;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.inventory.Mirror;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreSettings;
import io.github.e2breconciler.testing.LivingFleet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The process whose memory is counted: an inventory, filled as events and lists fill it, with the
 * keys of all that is not yet written to a store. On demand it is written to one as it goes, and
 * another one then remembers all of that. It prints what it counts on its standard error, and ends
 * with 0 where that is within the bar.
 */
@Command(name = "memory-subject", hidden = true)
final class MemorySubject implements Callable<Integer> {

  private static final AccountId ACCOUNT = new AccountId("default");
  private static final int FLUSHED_AT_ONCE = 50_000;

  @Parameters(index = "0")
  private int sandboxes;

  @Parameters(index = "1")
  private boolean restart;

  @Parameters(index = "2")
  private Path folder = Path.of(".");

  private final InstantSource clock = InstantSource.system();

  @Override
  public Integer call() {
    if (!restart) {
      return fits("nothing flushed", () -> filled(_ -> {})) ? 0 : 1;
    }
    var settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("memory.db"));
    try (var store = Store.open(settings, clock, new SimpleMeterRegistry())) {
      var small = fits("as it runs", () -> filled(it -> new Mirror(store, it, clock).step()));
      var stillSmall = fits("after a restart", () -> remembered(store));
      return small && stillSmall ? 0 : 1;
    }
  }

  private Inventory filled(Consumer<Inventory> flush) {
    var inventory = new Inventory(clock, Ticker.systemTicker());
    for (var i = 1; i <= sandboxes; i++) {
      LivingFleet.observations(i).forEach(it -> inventory.apply(ACCOUNT, it));
      if (i % FLUSHED_AT_ONCE == 0 || i == sandboxes) {
        flush.accept(inventory);
      }
    }
    return inventory;
  }

  private Inventory remembered(Store store) {
    var inventory = new Inventory(clock, Ticker.systemTicker());
    new Mirror(store, inventory, clock).load();
    return inventory;
  }

  /** Whether an inventory takes no more than it may; nothing of it is left afterwards. */
  private boolean fits(String title, Supplier<Inventory> make) {
    var before = LivingFleet.heapInUse();
    var inventory = make.get();
    var each = (LivingFleet.heapInUse() - before) / (double) sandboxes;
    var start = System.nanoTime();
    var living = inventory.living(ACCOUNT).count();
    var fits = each <= LivingFleet.BYTES_EACH && living == sandboxes;
    System.err.printf(
        "%-16s %9d living %6.0f bytes each (at most %d), looked through in %.0f ms: %s%n",
        title,
        living,
        each,
        LivingFleet.BYTES_EACH,
        (System.nanoTime() - start) / 1e6,
        fits ? "PASS" : "FAIL");
    return fits;
  }
}
