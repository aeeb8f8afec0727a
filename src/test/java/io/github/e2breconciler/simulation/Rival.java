package io.github.e2breconciler.simulation;

import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Asker;
import io.github.e2breconciler.simulator.Fault;
import io.github.e2breconciler.simulator.Faults;
import io.github.e2breconciler.simulator.Reply;
import io.github.e2breconciler.simulator.SimulatedSandbox;
import io.github.e2breconciler.simulator.Team;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Somebody who does something to a sandbox at the worst moment: just when the daemon reads it, or
 * while its request is on its way.
 */
final class Rival {

  private static final double[] CHANCES = {0, 0.02, 0.1, 0.3};

  private enum Deed {
    HEARTBEAT,
    HEARTBEAT_OF_OWNER,
    EXTENSION,
    TRAFFIC,
    PAUSE,
    KILL,
    /** It is at once as it was, but in another run. */
    ANEW,
    /** It wakes, and its node does not answer to who ends it. */
    BREAKDOWN,
    /** So much fails that for a while nothing more is sent. */
    CIRCUIT
  }

  private static final List<Deed> DEEDS = List.of(Deed.values());

  private final Customers customers;
  private final Faults faults;
  private final RandomGenerator random;
  private final double chance;

  /** A rival of some zeal, or of none. */
  Rival(Customers customers, Faults faults, RandomGenerator random) {
    this.customers = customers;
    this.faults = faults;
    this.random = random;
    this.chance = CHANCES[random.nextInt(CHANCES.length)];
  }

  private static String name(String call, Deed deed) {
    return "race-" + call + "-" + deed.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The names of all races, as they are counted. */
  static Set<String> names() {
    return Stream.of("read", "pause", "kill")
        .flatMap(call -> DEEDS.stream().map(deed -> name(call, deed)))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The daemon asks something of it, and it may happen within so long. */
  void meanwhile(SandboxId sandbox, String call, Duration within) {
    var times = call.equals("kill") ? 5 : 1; // fewer are killed
    if (random.nextDouble() >= chance * times || customers.mood() != Customers.Mood.BUSY) {
      return;
    }
    var deed = DEEDS.get(random.nextInt(DEEDS.size()));
    var latest = deed == Deed.ANEW ? 0 : within.toNanos(); // or the read is over
    var pause = Duration.ofNanos(random.nextLong(1 + latest));
    customers.later(pause, () -> act(sandbox, deed, call));
  }

  private void act(SandboxId sandbox, Deed deed, String call) {
    if (customers.mood() != Customers.Mood.BUSY
        || !(team().get(sandbox) instanceof Reply.Done<SimulatedSandbox>(int _, var found))) {
      return;
    }
    customers.stage().tally().count(name(call, deed));
    customers.stage().journal().note(sandbox, "rival", deed);
    switch (deed) {
      case HEARTBEAT -> renew(LeaseKey.sandbox(null, sandbox), sandbox, found);
      case HEARTBEAT_OF_OWNER -> {
        var owner = found.spec().metadata().get("owner");
        if (owner != null) {
          renew(LeaseKey.owner(null, owner), sandbox, found);
        }
      }
      case EXTENSION -> team().connect(sandbox, customers.seconds(60, 200));
      case TRAFFIC -> team().touch(sandbox);
      case PAUSE -> team().pause(sandbox, Asker.CUSTOMER);
      case KILL -> team().kill(sandbox, Asker.CUSTOMER);
      case ANEW -> anew(sandbox, found.paused());
      case BREAKDOWN -> {
        team().connect(sandbox, customers.seconds(60, 200));
        faults.next(Faults.Call.KILL, new Fault.NodeUnreachable());
      }
      case CIRCUIT -> faults.openCircuit();
    }
  }

  private void anew(SandboxId sandbox, boolean paused) {
    if (!paused) {
      team().pause(sandbox, Asker.CUSTOMER);
    }
    team().connect(sandbox, customers.seconds(60, 200));
    if (paused) {
      team().pause(sandbox, Asker.CUSTOMER);
    }
  }

  private void renew(LeaseKey key, SandboxId sandbox, SimulatedSandbox found) {
    var clipped = "batch".equals(found.spec().metadata().get("kind"));
    customers.renew(key, sandbox, customers.seconds(10, 120), clipped);
  }

  private Team team() {
    return customers.stage().team();
  }
}
