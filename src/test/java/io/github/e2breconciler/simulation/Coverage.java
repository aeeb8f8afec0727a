package io.github.e2breconciler.simulation;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What ought to have happened in a batch of seeds; what did not, it proves nothing about. Which
 * guards and verdicts there are, the daemon's own counters say: a new one cannot be forgotten.
 */
final class Coverage {

  private static final List<String> EVENTS =
      List.of(
          "approvals",
          "burst-of-10000-events",
          "button-pressed-a-thousand-times",
          "calm-endings",
          "clock-set-back",
          "clock-set-forward",
          "crashes",
          "crashes-before-commit",
          "crashes-after-commit",
          "crashes-at-start",
          "freezes-cap",
          "freezes-human",
          "freezes-shrink",
          "kills",
          "kills-of-asleep",
          "leaks-escalated",
          "locks-lost",
          "neighbours",
          "lost-webhooks",
          "owners-too-late",
          "pauses",
          "pauses-of-crashed",
          "pauses-of-expired",
          "pauses-of-forgotten",
          "pauses-of-outlived",
          "pauses-of-overdue",
          "pauses-of-too-old",
          "self-hosted",
          "store-faults",
          "threads-stalled",
          "turns-lost",
          "webhook-deleted",
          "webhook-pointed-elsewhere",
          "webhook-secret-set",
          "webhook-switched-off",
          "webhooks-of-another-account");

  /**
   * What is out of scope by now is let go of before anything is asked of it: this guard is for what
   * nobody thought of.
   */
  private static final String IN_VAIN = Tally.REFUSED + "scope";

  private Coverage() {}

  /** The names of what never happened, sorted. */
  static Set<String> missing(Tally total) {
    var names = new TreeSet<>(EVENTS);
    Stream.of(Weather.names(), Post.names(), Rival.names(), Configuration.names())
        .forEach(names::addAll);
    names.removeIf(name -> total.of(name) > 0);
    names.addAll(total.missed());
    names.remove(IN_VAIN);
    return names;
  }
}
