package io.github.e2breconciler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatList;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.e2breconciler.Engine.Step;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.event.EventCodec.Decoded;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.store.LeaseRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.testing.FakeClock;
import io.github.e2breconciler.testing.FakeE2bApi;
import io.github.e2breconciler.testing.StoredLeases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineTest {

  private final FakeClock clock = new FakeClock();
  private final FakeE2bApi api = new FakeE2bApi(clock);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void forgetsWhatIsOldEveryTenMinutes() {
    var settings = settings(":memory:");
    try (var store = Store.open(settings.store(), clock, meters)) {
      store.writeVoid(tx -> tx.leases().upsert(new LeaseRow("sandbox", "", "i1", "", 0, 0, 1)));
      var engine = engine(settings, store);

      var pause = step(engine, "housekeeping").work().get();

      assertThat(pause).isEqualTo(Duration.ofMinutes(10));
      assertThatList(store.read(StoredLeases::all)).isEmpty();
    }
  }

  /** By a clock that is years ahead all that there is would be old. */
  @Test
  void forgetsNothingUntilE2bSaysThatTheClockIsRight() {
    var settings = settings(":memory:");
    try (var store = Store.open(settings.store(), clock, meters)) {
      store.writeVoid(tx -> tx.leases().upsert(new LeaseRow("sandbox", "", "i1", "", 0, 0, 1)));
      var engine = engine(settings, store);
      for (var skew : Arrays.asList(null, -Duration.ofDays(900).toMillis())) {
        api.skewMillis(skew);
        assertThat(step(engine, "housekeeping").work().get()).isEqualTo(Duration.ofMinutes(10));
        assertThatList(store.read(StoredLeases::all)).hasSize(1);
      }

      api.skewMillis(-Duration.ofMinutes(50).toMillis());
      var _ = step(engine, "housekeeping").work().get();
      assertThatList(store.read(StoredLeases::all)).isEmpty();
    }
  }

  @Test
  void forgetsLeasesOfWhatAWalkShowsToBeGone() {
    var settings = settings(":memory:");
    var over = clock.instant().minus(Duration.ofDays(3)).toEpochMilli();
    api.put(running("ithere"));
    try (var store = Store.open(settings.store(), clock, meters)) {
      for (var sandbox : List.of("igone", "ithere")) {
        store.writeVoid(tx ->
            tx.leases().upsert(new LeaseRow("sandbox", "", sandbox, "", over, over, over + 1)));
      }
      var engine = engine(settings, store);
      var _ = step(engine, "housekeeping").work().get();
      assertThatList(store.read(StoredLeases::all)).hasSize(2);

      var _ = step(engine, "watch-default").work().get();
      var _ = step(engine, "housekeeping").work().get();
      assertThatList(store.read(StoredLeases::all))
          .singleElement()
          .satisfies(row -> assertThat(row.subject()).isEqualTo("ithere"));
    }
  }

  private SandboxRow running(String sandbox) {
    var now = clock.instant();
    var end = now.plus(Duration.ofHours(1));
    return new SandboxRow(new SandboxId(sandbox), State.RUNNING, "base", Map.of(), now, end, null);
  }

  @Test
  void knowsAnEventWithoutAnIdByItsBodyAfterARestart(@TempDir Path folder) {
    var settings = settings(folder.resolve("store.db").toString());
    try (var store = Store.open(settings.store(), clock, meters)) {
      var engine = engine(settings, store);

      assertThat(takes(engine, ofOldTimes("10:00:00"))).isTrue();
      assertThat(takes(engine, ofOldTimes("10:00:00"))).isFalse();
    }

    try (var store = Store.open(settings.store(), clock, meters)) {
      var engine = engine(settings, store);

      assertThat(takes(engine, ofOldTimes("10:00:00"))).isFalse();
      assertThat(takes(engine, ofOldTimes("10:00:01"))).isTrue();
    }
  }

  /** An event as senders wrote them before there were ids. */
  private static String ofOldTimes(String time) {
    return """
    {"event_category":"lifecycle","event_label":"kill","sandbox_id":"i1",
     "timestamp":"2026-01-01T%sZ"}
    """
        .formatted(time);
  }

  /** Whether the event was new. */
  private boolean takes(Engine engine, String body) {
    if (EventCodec.decode(body.getBytes(UTF_8)) instanceof Decoded.Event decoded) {
      var account = new AccountId("default");
      var taken = engine.intake().take(account, decoded.event(), Source.WEBHOOK, clock.instant());
      return !taken.duplicate();
    }
    throw new AssertionError("not an event: " + body);
  }

  private static Settings settings(String file) {
    return Settings.parse(
        "store: {url: 'jdbc:sqlite:%s'}".formatted(file),
        Map.of("E2B_API_KEY", "key", "E2B_WEBHOOK_SECRET", "a secret that is long enough ok"));
  }

  private Engine engine(Settings settings, Store store) {
    var engine =
        new Engine(
            settings,
            new Surroundings(
                clock,
                Ticker.disabledTicker(),
                new SplittableRandom(3),
                _ -> api,
                store,
                (_, _) -> null,
                meters));
    engine.recover();
    return engine;
  }

  private static Step step(Engine engine, String name) {
    return engine.steps().stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }
}
