package io.github.e2breconciler.day;

import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.simulator.ListQuery;
import io.github.e2breconciler.simulator.Reply;
import io.github.e2breconciler.simulator.SimulatedSandbox;
import io.github.e2breconciler.simulator.Team;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How long belief and truth differed, for every change of the truth: from the change to the first
 * moment at which the mirror was right about that sandbox.
 */
final class Books {

  /** Events say seconds where rows say microseconds. */
  private static final Duration NEAR = Duration.ofSeconds(2);

  private final Map<SandboxId, List<Change>> open = new LinkedHashMap<>();
  private final Delays told = new Delays();
  private final Delays untold = new Delays();
  private final Team team;
  private final AccountId account;
  private final InstantSource clock;
  private final Supplier<@Nullable Inventory> inventory;

  private record Change(Instant at, boolean told) {}

  /**
   * Empty books.
   *
   * @param inventory the daemon's, null while it is down
   */
  Books(
      Team team, AccountId account, InstantSource clock, Supplier<@Nullable Inventory> inventory) {
    this.team = team;
    this.account = account;
    this.clock = clock;
    this.inventory = inventory;
  }

  /** What was so far does not count; what is wrong now does, from when it came to be. */
  void forget() {
    told.clear();
    untold.clear();
  }

  /** Of what E2B told by an event. */
  Delays told() {
    return told;
  }

  /** Of what no event told. */
  Delays untold() {
    return untold;
  }

  /** How many sandboxes the mirror is wrong about. */
  int open() {
    return open.size();
  }

  /**
   * The truth about a sandbox changed. What was told of it and has not arrived yet cannot make the
   * mirror right any more, once something followed that nobody tells.
   */
  void changed(SandboxId sandbox, Instant at, boolean told) {
    var changes = open.computeIfAbsent(sandbox, _ -> new ArrayList<>());
    if (!told) {
      changes.replaceAll(change -> new Change(change.at, false));
    }
    changes.add(new Change(at, told));
    look(sandbox);
  }

  /** Closes what is right now of this one. */
  void look(SandboxId sandbox) {
    var changes = open.get(sandbox);
    if (changes != null && right(sandbox)) {
      open.remove(sandbox);
      close(changes);
    }
  }

  /** Closes whatever is right now. */
  void look() {
    open.entrySet()
        .removeIf(entry -> {
          if (!right(entry.getKey())) {
            return false;
          }
          close(entry.getValue());
          return true;
        });
  }

  private void close(List<Change> changes) {
    var now = clock.instant();
    for (var change : changes) {
      (change.told ? told : untold).add(Duration.between(change.at, now));
    }
  }

  private boolean right(SandboxId sandbox) {
    var mirror = inventory.get();
    if (mirror == null) {
      return false;
    }
    @Nullable Sandbox belief = mirror.find(new SandboxKey(account, sandbox));
    var believed = belief != null && belief.state().exists() ? belief : null;
    return team.get(sandbox) instanceof Reply.Done<SimulatedSandbox>(int _, var record)
        ? believed != null
            && believed.state() == record.state()
            && near(believed.startedAt(), record.startedAt())
        : believed == null;
  }

  /** Where belief and truth differ now, ends and metadata included, by sandbox. */
  Map<SandboxId, String> differences() {
    var mirror = inventory.get();
    if (mirror == null) {
      throw new IllegalStateException("the daemon is down");
    }
    var truth = rows();
    var different = new LinkedHashMap<SandboxId, String>();
    mirror
        .living(account)
        .forEach(belief -> {
          var row = truth.remove(belief.key().sandbox());
          if (row == null || !agree(belief, row)) {
            different.put(belief.key().sandbox(), "believed " + belief + ", in truth " + row);
          }
        });
    truth.forEach((sandbox, row) -> different.put(sandbox, "not believed in, in truth " + row));
    return different;
  }

  /** What E2B's list shows. */
  Map<SandboxId, SandboxRow> rows() {
    var rows = new HashMap<SandboxId, SandboxRow>();
    String token = null;
    do {
      var page = team.list(ListQuery.after(token)).value();
      page.rows().forEach(sandbox -> rows.put(sandbox.id(), sandbox.row()));
      token = page.nextToken();
    } while (token != null);
    return rows;
  }

  private static boolean agree(Sandbox belief, SandboxRow row) {
    return belief.state() == row.state()
        && belief.metadata().equals(row.metadata())
        && near(belief.startedAt(), row.startedAt())
        && near(belief.endAt(), row.endAt());
  }

  private static boolean near(@Nullable Instant one, Instant other) {
    return one != null && Duration.between(one, other).abs().compareTo(NEAR) <= 0;
  }
}
