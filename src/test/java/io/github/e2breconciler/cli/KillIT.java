package io.github.e2breconciler.cli;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Intervention;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon ended with SIGKILL under load: what it said yes to, it still knows afterwards. */
@Timeout(180)
final class KillIT {

  private static final int KILLS = 3;
  private static final int SENDERS = 4;

  private static final String RULES =
      """
      mode: kill
      api: {calls-per-second: 50}
      detection: 2s
      settle: 1s
      creation-grace: 1s
      quarantine: 1s
      new-store-wait: 0s
      suspicion: {shrink: 100%, mass-expiry: 100%, at-least: 1000}
      caps: {per-pass: 100, share: 100%, per-hour: 1000, per-day: 1000}
      policies:
        - {name: crashed, when: lease-expired, grace: 1s, action: kill}
      """;

  private final SplittableRandom random = new SplittableRandom(7);
  private final World world = new World(InstantSource.system(), random.split());
  private final Team team = world.open(Served.KEY, "team", TeamPlan.pro());
  private final SimulatorServer e2b = new SimulatorServer(world, random.split(), 0);
  private final Promises promises = new Promises();

  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    e2b.start();
    Served.configure(folder, e2b.url(), "scope: {metadata: {app: test}}", RULES);
  }

  @AfterEach
  void stop() {
    e2b.close();
  }

  @Test
  void keepsItsPromisesThroughKills() throws Exception {
    var owned = Stream.generate(this::create).limit(5).toList();
    var orphan = create();

    for (var round = 0; round < KILLS; round++) {
      try (var daemon = Served.start(folder)) {
        killUnderLoad(daemon, round, owned, orphan);
      }
    }

    boolean escalated;
    try (var daemon = Served.start(folder)) {
      assertThat(stored()).containsAll(promises.events());
      try (var client = new Sender(daemon, promises, random.split())) {
        for (var lease : promises.leases().entrySet()) {
          assertThat(client.leaseEnd(lease.getKey())).isAfterOrEqualTo(lease.getValue());
        }
        assertThat(client.repeat()).contains("already processed");
        escalated = client.escalated(orphan);
      }
      if (team.alive(orphan) && !escalated) {
        var end =
            daemon
                .child()
                .awaitLine(
                    "kill killed sandbox=default/" + orphan,
                    "pause unconfirmed sandbox=default/" + orphan);
        escalated = end.contains("unconfirmed");
      }
      daemon.child().terminate();
      assertThat(daemon.child().exitCode()).isEqualTo(128 + 15); // ended by signal 15
    }
    // One that was killed between its pause and the answer cannot tell whose pause it is.
    assertThat(ended()).isEqualTo(escalated ? Set.of() : Set.of(orphan));
    assertThat(owned).allMatch(team::alive);
  }

  /** Ends the daemon while it answers, after some hundred answers. */
  private void killUnderLoad(Served daemon, int round, List<SandboxId> owned, SandboxId orphan)
      throws Exception {
    try (var first = new Sender(daemon, promises, random.split())) {
      for (var sandbox : owned) {
        first.renew(sandbox, Duration.ofMinutes(10));
      }
      if (round == 0) {
        first.renewBriefly(orphan);
      }
    }
    var enough = promises.more(random.nextInt(200, 800));
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          Stream.generate(() -> new Sender(daemon, promises, random.split()))
              .limit(SENDERS)
              .map(senders::submit)
              .toList();
      enough.await();
      daemon.child().kill();
      for (var sender : running) {
        sender.get();
      }
    }
  }

  private SandboxId create() {
    var spec = NewSandbox.of("base", Duration.ofHours(1)).withMetadata(Map.of("app", "test"));
    return team.create(spec).value().id();
  }

  private Set<SandboxId> ended() {
    return team.interventionsAfter(0).stream()
        .filter(it -> it.kind() == Intervention.Kind.KILLED)
        .map(Intervention::sandbox)
        .collect(toSet());
  }

  private Set<String> stored() {
    var settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("test.db"));
    var ids = new HashSet<String>();
    try (var store = Store.openReadOnly(settings, InstantSource.fixed(Instant.EPOCH))) {
      store.readVoid(tx -> tx.events().after(0, event -> ids.add(event.row().id())));
    }
    return ids;
  }
}
