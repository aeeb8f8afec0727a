package io.github.e2breconciler.day;

import io.github.e2breconciler.simulator.Faults.Call;
import io.github.e2breconciler.simulator.SimulatedE2bApi;
import io.github.e2breconciler.simulator.Team;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What E2B was asked, and what others would have asked it who notice a change as soon: who list
 * everything, and who read the status of every sandbox.
 */
public final class Bill {

  private static final int PAGE = 100;

  private final SimulatedE2bApi api;
  private final Team team;
  private final Duration detection;
  private Map<Call, Long> before = Map.of();
  private long polled;
  private long read;

  Bill(SimulatedE2bApi api, Team team, Duration detection) {
    this.api = api;
    this.team = team;
    this.detection = detection;
  }

  /** Nothing that was asked so far counts. */
  void begin() {
    before = api.calls();
    polled = 0;
    read = 0;
  }

  /** What the others do once in a detection time. */
  Duration step() {
    var census = team.census();
    var alive = census.running() + census.paused();
    polled += Math.max(1, Math.ceilDiv(alive, PAGE));
    read += alive;
    return detection;
  }

  /** Calls as they came in at E2B, by purpose. */
  public Map<Call, Long> calls() {
    var calls = new EnumMap<Call, Long>(Call.class);
    api.calls().forEach((call, count) -> calls.put(call, count - before.getOrDefault(call, 0L)));
    return calls;
  }

  public long total() {
    return calls().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Calls of one who polls the list: every page of it in each detection time. */
  public long listPolling() {
    return polled;
  }

  /** Calls of one who reads every sandbox in each detection time. */
  public long statusReads() {
    return read;
  }
}
