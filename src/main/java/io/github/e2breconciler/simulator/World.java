package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An E2B: its teams, their keys, and the machines that run for them.
 *
 * <p>Deterministic: equal generators, clocks and calls give equal histories. Time moves on with the
 * clock whenever anything is asked; what fell due meanwhile happens first, in order, each thing at
 * its own time. Safe for many threads.
 */
public final class World {

  private final Map<String, Team> keys = new LinkedHashMap<>();
  private final Map<String, Team> teams = new LinkedHashMap<>();
  private final Timeline timeline;

  /** An E2B without teams, at the clock's time. */
  public World(InstantSource clock, RandomGenerator random) {
    this.timeline = new Timeline(clock, random);
  }

  /**
   * The team that {@code key} opens from now on; made where there is none of that name yet, and
   * then of that plan.
   *
   * @param name a UUID, or any text that stands for one
   */
  public Team open(String key, String name, TeamPlan plan) {
    synchronized (timeline.lock()) {
      var team = teams.computeIfAbsent(uuid(name), id -> new Team(id, timeline, plan));
      keys.put(key, team);
      return team;
    }
  }

  /** Makes a key worthless: what it opened is answered 401. */
  public void revoke(String key) {
    synchronized (timeline.lock()) {
      keys.remove(key);
    }
  }

  /** The team that a key opens, or null for a wrong key. */
  public @Nullable Team team(String key) {
    synchronized (timeline.lock()) {
      return keys.get(key);
    }
  }

  /** All teams, oldest first. */
  public List<Team> teams() {
    synchronized (timeline.lock()) {
      return List.copyOf(teams.values());
    }
  }

  /** The world's time, which is the clock's unless that went back. */
  public Instant now() {
    synchronized (timeline.lock()) {
      timeline.advance();
      return timeline.now();
    }
  }

  /** Lets everything happen that is due by {@code time}, and makes that the world's time. */
  public void advanceTo(Instant time) {
    synchronized (timeline.lock()) {
      timeline.advanceTo(time);
    }
  }

  /** The clock's time, by which faults go; the world's may be skewed. */
  Instant clock() {
    return timeline.clock();
  }

  /**
   * Lets the world's time be ahead of the clock's, or behind; it stands still rather than go back.
   */
  void skew(Duration ahead) {
    synchronized (timeline.lock()) {
      timeline.skew(ahead);
    }
  }

  /** How long machines live on after they are told to stop, from now on. */
  void stopMachinesAfter(Duration stopping) {
    synchronized (timeline.lock()) {
      timeline.nodes().stopAfter(stopping);
    }
  }

  /** How long pauses, kills and snapshots take, from now on. */
  void take(Pace.Work work, Duration length) {
    synchronized (timeline.lock()) {
      timeline.pace().set(work, length);
    }
  }

  /** How many nodes there are to lose. */
  public int nodes() {
    return timeline.nodes().count();
  }

  /** A node goes down: its machines and their records vanish and nothing is said. */
  public void loseNode(int node) {
    synchronized (timeline.lock()) {
      timeline.advance();
      timeline
          .nodes()
          .lose(node)
          .forEach((execution, sandbox) ->
              teams.values().forEach(team -> team.forget(sandbox, execution)));
    }
  }

  private static String uuid(String name) {
    try {
      return UUID.fromString(name).toString();
    } catch (IllegalArgumentException e) {
      return UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString();
    }
  }
}
