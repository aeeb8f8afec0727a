package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** A world with one team, on a clock that stands still. */
final class WorldFixture {

  static final String KEY = "e2b_test";
  static final Duration MINUTE = Duration.ofMinutes(1);

  final SettableClock clock = new SettableClock();
  final World world = new World(clock, new SplittableRandom(1));
  final Team team = world.open(KEY, "team", TeamPlan.pro());

  SimulatedSandbox create() {
    return create(spec());
  }

  SimulatedSandbox create(NewSandbox spec) {
    return team.create(spec).value();
  }

  static NewSandbox spec() {
    return NewSandbox.of("base", MINUTE).withMetadata(Map.of("app", "demo"));
  }

  /** The team's events, oldest first. */
  List<LifecycleEvent> events() {
    return team.events(new FeedQuery(0, 10_000, true, Set.of(), null));
  }

  /** The short types of the team's events, oldest first. */
  List<String> types() {
    return events().stream()
        .map(event -> event.header().type().substring("sandbox.lifecycle.".length()))
        .toList();
  }

  /** The logged attempts for one webhook, oldest first of each event. */
  List<DeliveryAttempt> attempts(String webhook) {
    return team.deliveries(DeliveryQuery.all(webhook)).value().stream()
        .flatMap(group -> group.attempts().stream())
        .toList();
  }

  LifecycleEvent lastEvent() {
    return events().getLast();
  }

  Instant now() {
    return clock.instant();
  }

  int get(SandboxId id) {
    return team.get(id).status();
  }

  List<SandboxId> listed() {
    return team.list(ListQuery.after(null)).value().rows().stream()
        .map(SimulatedSandbox::id)
        .toList();
  }
}
