package io.github.e2breconciler.bench;

import com.github.benmanes.caffeine.cache.Ticker;
import com.sun.management.OperatingSystemMXBean;
import io.github.e2breconciler.AccountSettings;
import io.github.e2breconciler.Engine;
import io.github.e2breconciler.Settings;
import io.github.e2breconciler.Surroundings;
import io.github.e2breconciler.e2b.HttpE2bApi;
import io.github.e2breconciler.reconcile.Report;
import io.github.e2breconciler.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A daemon without loops, whose passes are run one by one, and its client to E2B alone. */
final class Walker implements AutoCloseable {

  private static final InstantSource CLOCK = InstantSource.system();

  /** A collection stops everything, and something is to happen between two of them. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final OperatingSystemMXBean machine =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final Settings settings;
  private final HttpE2bApi api;
  private final Store store;
  private final Engine engine;

  /** What a round took. */
  record Cost(Duration wall, Duration cpu) {}

  /** A daemon of the E2B at {@code url}, its store a new one in {@code folder}. */
  Walker(URI url, Path folder) {
    settings =
        Settings.parse(
            """
            store: {url: "jdbc:sqlite:%s"}
            accounts:
              - {name: bench, api-url: "%s", webhook: off, scope: {metadata: {app: bench}}}
            api: {calls-per-second: 1000}
            policies:
              - {name: too-old, when: max-age, max-age: 24h, action: pause}
              - {name: crashed, when: lease-expired, grace: 5m, action: kill}
              - {name: overdue, when: overdue, slack: 5m, action: kill}
            """
                .formatted(folder.resolve("pass.db"), url),
            Map.of("E2B_API_KEY", FleetCommand.KEY, "E2B_WEBHOOK_SECRET", "whsec_bench"));
    api = api(settings.accounts().getFirst());
    store = Store.open(settings.store(), CLOCK, meters);
    var around =
        new Surroundings(
            CLOCK,
            Ticker.systemTicker(),
            new SplittableRandom(1),
            _ -> api,
            store,
            (_, _) -> null,
            meters);
    engine = new Engine(settings, around);
    engine.recover();
  }

  private HttpE2bApi api(AccountSettings account) {
    return new HttpE2bApi(account.e2b(), CLOCK, System::nanoTime, meters, _ -> null);
  }

  /** Fetches and parses every page, and nothing more. */
  Cost fetch() {
    return measured(() -> {
      var page = api.list(null);
      @Nullable String token = page.nextToken();
      while (token != null) {
        token = api.list(token).nextToken();
      }
      return page;
    });
  }

  /** A whole pass, and then what it leaves to be written. */
  Cost pass() {
    step("passes"); // a judgement that is due anyway is none of the pass
    var id = engine.passes().request("bench", false, null);
    return measured(() -> {
      for (var report = report(id); report.running(); report = report(id)) {
        step("passes");
      }
      return step("mirror");
    });
  }

  private Report report(String pass) {
    var report = engine.passes().find(pass);
    if (report == null) {
      throw new IllegalStateException("no such pass: " + pass);
    }
    return report;
  }

  private Duration step(String name) {
    return engine.steps().stream()
        .filter(step -> step.name().equals(name))
        .findAny()
        .orElseThrow()
        .work()
        .get();
  }

  int pages() {
    return engine.passes().recent().getFirst().walks().getFirst().pages();
  }

  /** The bytes that stay in use, as they are while {@code work} goes on: the most of them. */
  long heapDuring(Runnable work) throws InterruptedException {
    var most = heap();
    var working = Thread.ofPlatform().name("bench-work").start(work);
    while (!working.join(BETWEEN_LOOKS)) {
      most = Math.max(most, heap());
    }
    return most;
  }

  /** What a collection leaves; what others make after it does not count. */
  static long heap() {
    System.gc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }

  private Cost measured(Supplier<?> work) {
    var cpu = machine.getProcessCpuTime();
    var wall = System.nanoTime();
    var _ = work.get();
    return new Cost(
        Duration.ofNanos(System.nanoTime() - wall),
        Duration.ofNanos(machine.getProcessCpuTime() - cpu));
  }

  @Override
  public void close() {
    api.close();
    store.close();
    meters.close();
  }
}
