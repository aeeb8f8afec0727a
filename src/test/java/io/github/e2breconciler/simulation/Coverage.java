package io.github.e2breconciler.simulation;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What ought to have happened in a batch of seeds; what did not, it proves nothing about. */
final class Coverage {

  private static final List<String> GUARDS =
      List.of(
          "account-healthy",
          "caps",
          "clock",
          "condemned",
          "fresh",
          "identity",
          "not-frozen",
          "settled",
          "store-healthy",
          "unowned",
          "unprotected",
          "watched");

  private static final List<String> VERDICTS = List.of("keep", "wait", "pause", "kill");

  private static final List<String> EVENTS =
      List.of(
          "approvals",
          "calm-endings",
          "crashes",
          "crashes-before-commit",
          "crashes-after-commit",
          "crashes-at-start",
          "freezes-cap",
          "freezes-human",
          "freezes-shrink",
          "kills",
          "leaks-escalated",
          "lost-webhooks",
          "owners-too-late",
          "pauses",
          "store-faults",
          "threads-stalled",
          "turns-lost",
          "webhook-secret-set",
          "webhook-switched-off");

  private Coverage() {}

  /** The names of what never happened, sorted. */
  static Set<String> missing(Tally total) {
    var names = new TreeSet<>(EVENTS);
    GUARDS.forEach(guard -> names.add(Tally.REFUSED + guard));
    VERDICTS.forEach(verdict -> names.add(Tally.VERDICT + verdict));
    Stream.of(Weather.names(), Post.names(), Rival.names()).forEach(names::addAll);
    names.removeIf(name -> total.of(name) > 0);
    return names;
  }
}
