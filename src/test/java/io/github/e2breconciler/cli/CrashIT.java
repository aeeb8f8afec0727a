package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon ended with SIGKILL under load, again and again: whatever it said 200 to is stored
 * once, and applied, after each restart. Its E2B is never there, so that nothing else makes up for
 * a loss.
 *
 * <p>{@code -Dkills=1000} is the long form; {@code -Dcrash.seed=N} repeats the moments of a run, as
 * far as two processes can be repeated.
 */
@Timeout(value = 6, unit = TimeUnit.HOURS) // for the long form; whatever is awaited has its own
final class CrashIT {

  private static final int KILLS = Integer.getInteger("kills", 10);
  private static final int SENDERS = 4;
  private static final int MOST_ANSWERS = 600; // before a kill
  private static final int EARLY = 5; // one in so many kills comes before it listens

  private final long seed = Long.getLong("crash.seed", new SplittableRandom().nextLong());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final AtomicLong numbers = new AtomicLong();
  private final Acknowledged acknowledged = new Acknowledged();
  private final Set<String> storedEvents = new HashSet<>();
  private long storedUpTo;
  private String shownUpTo = "";

  @TempDir private Path folder;

  @Test
  void losesNothingItAcknowledgedThroughKills() throws Exception {
    System.out.printf("kills=%d seed=%d%n", KILLS, seed);
    Served.configure(folder, URI.create("http://127.0.0.1:1"), "webhook: \"off\"", "");
    for (var kill = 1; kill <= KILLS; kill++) {
      if (random.nextInt(EARLY) == 0) {
        killEarly();
        continue;
      }
      try (var daemon = Served.start(folder)) {
        compare(daemon, "before kill " + kill);
        killUnderLoad(daemon);
      }
    }
    try (var daemon = Served.start(folder)) {
      compare(daemon, "after the last kill");
      shownUpTo = "";
      compare(daemon, "in all");
      daemon.child().terminate();
      assertThat(daemon.child().exitCode()).isEqualTo(128 + 15); // ended by signal 15
    }
  }

  /** Ends the daemon when it has just caught up with what its last end left undone. */
  private void killEarly() throws Exception {
    try (var child = Served.launch(folder)) {
      child.awaitLine("replayed stored events");
      child.kill();
    }
  }

  private void killUnderLoad(Served daemon) throws Exception {
    var enough = acknowledged.more(random.nextInt(1, MOST_ANSWERS));
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          Stream.generate(
                  () -> new CrashLoad(daemon.webhooks(), acknowledged, numbers, random.split()))
              .limit(SENDERS)
              .map(senders::submit)
              .toList();
      assertThat(enough.await(1, TimeUnit.MINUTES)).isTrue();
      daemon.child().kill();
      for (var sender : running) {
        sender.get();
      }
    }
  }

  /** Holds what is stored and shown against what was acknowledged since the last comparison. */
  private void compare(Served daemon, String when) throws Exception {
    readStored();
    var shown = shown(daemon);
    var promises = acknowledged.all();
    var acknowledgedEvents = 0;
    var appliedEvents = 0;
    var lost = new HashSet<String>();
    for (var promise : promises.tailMap(shownUpTo, false).entrySet()) {
      var events = promise.getValue().events();
      var applied = promise.getValue().states().contains(shown.get(promise.getKey()));
      acknowledgedEvents += events.size();
      appliedEvents += applied ? events.size() : 0;
      events.stream().filter(id -> !applied || !storedEvents.contains(id)).forEach(lost::add);
    }
    System.out.printf(
        "%s: acknowledged=%d applied=%d lost=%d; stored in all=%d%n",
        when, acknowledgedEvents, appliedEvents, lost.size(), storedEvents.size());
    assertThat(lost).as("acknowledged, but not stored or not applied; seed " + seed).isEmpty();
    if (!promises.isEmpty()) {
      shownUpTo = promises.lastKey();
    }
  }

  /** Adds the ids of events stored since the last time, none of them twice. */
  private void readStored() {
    var settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("test.db"));
    try (var store = Store.openReadOnly(settings, InstantSource.fixed(Instant.EPOCH))) {
      store.readVoid(tx ->
          tx.events()
              .after(
                  storedUpTo,
                  event -> {
                    storedUpTo = event.seq();
                    assertThat(storedEvents.add(event.row().id())).isTrue();
                  }));
    }
  }

  /** The states that the mirror shows, by sandbox, of those after the ones compared last. */
  private Map<String, String> shown(Served daemon) throws Exception {
    var shown = new HashMap<String, String>();
    try (var admin = new AdminClient(daemon.admin(), null)) {
      var after = shownUpTo.isEmpty() ? "" : "&after=default/" + shownUpTo;
      while (true) {
        var page = admin.get("/api/sandboxes?limit=1000" + after).body();
        for (var sandbox : page.path("items")) {
          shown.put(sandbox.path("id").asText(), sandbox.path("state").asText());
        }
        if (page.path("next").isNull()) {
          return shown;
        }
        after = "&after=" + page.path("next").asText();
      }
    }
  }
}
