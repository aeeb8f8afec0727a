package io.github.e2breconciler.cli;

import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * What daemons answered 200 to, and what they therefore have to say of each sandbox. Safe for many
 * threads, but a sandbox belongs to one.
 */
final class Acknowledged {

  private final Map<String, Promise> promises = new ConcurrentHashMap<>();
  private volatile CountDownLatch wanted = new CountDownLatch(0);

  /**
   * Of one sandbox.
   *
   * @param events the ids of the events that were acknowledged
   * @param states what it may be shown as: besides the state of the last acknowledged event, that
   *     of one that was sent and never answered
   */
  record Promise(Set<String> events, Set<String> states) {
    static final Promise NONE = new Promise(Set.of(), Set.of());

    Promise {
      events = Set.copyOf(events);
      states = Set.copyOf(states);
    }
  }

  /** Opens after so many answers more. */
  CountDownLatch more(int count) {
    wanted = new CountDownLatch(count);
    return wanted;
  }

  /** An event is on its way that puts the sandbox in a state. */
  void sending(String sandbox, String state) {
    var known = promises.getOrDefault(sandbox, Promise.NONE);
    promises.put(sandbox, new Promise(known.events(), plus(known.states(), state)));
  }

  /** It was acknowledged. */
  void taken(String sandbox, String state, String event) {
    var known = promises.getOrDefault(sandbox, Promise.NONE);
    promises.put(sandbox, new Promise(plus(known.events(), event), Set.of(state)));
    wanted.countDown();
  }

  /** By sandbox, of those of which anything was acknowledged; while nobody adds to it. */
  NavigableMap<String, Promise> all() {
    var all = new TreeMap<>(promises);
    all.values().removeIf(promise -> promise.events().isEmpty());
    return all;
  }

  private static Set<String> plus(Set<String> known, String one) {
    var all = new HashSet<>(known);
    all.add(one);
    return all;
  }
}
