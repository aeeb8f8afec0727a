package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bApi.Page;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A fleet of many pages that goes on living while it is walked: with each page a tenth of a second
 * passes, in which some end and as many are born.
 */
final class LargeFleet {

  private static final Duration A_PAGE = Duration.ofMillis(100);

  /** How its events reach us. */
  enum Telling {
    BY_WEBHOOK,
    BY_FEED,
    NOT_AT_ALL
  }

  private final ReapWorld world;
  private final Mirrored mirrored;
  private final Telling telling;
  private final SplittableRandom random = new SplittableRandom(11);
  private final List<SandboxRow> newestFirst = new ArrayList<>();
  private final Set<SandboxId> alive = new HashSet<>();
  private List<SandboxRow> walked = List.of();
  private final List<SandboxId> hidden = new ArrayList<>();
  private int born;

  LargeFleet(ReapWorld world, Mirrored mirrored, Telling telling, int size) {
    this.world = world;
    this.mirrored = mirrored;
    this.telling = telling;
    for (var i = 0; i < size; i++) {
      birth(world.clock().instant().minusSeconds(size - i + 60));
    }
    world.api().nextList(this::list);
  }

  List<SandboxRow> rows() {
    return newestFirst;
  }

  /** The list leaves it out from now on; E2B's total does not. */
  void hide(SandboxId sandbox) {
    hidden.add(sandbox);
  }

  private Page list(@Nullable String token) {
    world.api().nextList(this::list);
    live();
    if (token == null) {
      walked = List.copyOf(newestFirst);
    }
    var from = token == null ? 0 : Integer.parseInt(token);
    var to = Math.min(walked.size(), from + 100);
    var rows =
        walked.subList(from, to).stream()
            .filter(row -> alive.contains(row.sandbox()))
            .filter(row -> !hidden.contains(row.sandbox()))
            .toList();
    var next = to == walked.size() ? null : Integer.toString(to);
    return new Page(rows, next, newestFirst.size(), 0, world.clock().instant());
  }

  /** Some three a second end, and as many are born: a life is an hour in the mean. */
  private void live() {
    world.advance(A_PAGE);
    if (random.nextInt(100) < 28) {
      death(newestFirst.get(random.nextInt(newestFirst.size())));
      birth(world.clock().instant());
    }
  }

  private void death(SandboxRow row) {
    newestFirst.remove(row);
    alive.remove(row.sandbox());
    world.api().remove(row.sandbox());
    var killed = Mirrored.killed(row.sandbox(), world.clock().instant());
    switch (telling) {
      case BY_WEBHOOK -> mirrored.heard(killed, Source.WEBHOOK);
      case BY_FEED -> world.api().file(killed);
      case NOT_AT_ALL -> {}
    }
  }

  private void birth(Instant at) {
    var row = world.born(new SandboxId("ifleet" + born++));
    var started =
        new SandboxRow(
            row.sandbox(),
            row.state(),
            row.template(),
            row.metadata(),
            at,
            at.plus(Duration.ofDays(30)),
            row.size());
    world.api().put(started);
    newestFirst.addFirst(started);
    alive.add(row.sandbox());
  }
}
