package io.github.e2breconciler.simulation;

import io.github.e2breconciler.simulation.Mutation.Answers;
import io.github.e2breconciler.simulation.Mutation.LeavesOut;
import java.util.List;
import java.util.stream.Stream;

/** Every mutant that some seed must catch. */
final class Mutants {

  private Mutants() {}

  static List<Mutant> all() {
    return Stream.of(
            guards(), times(), limits(), memory(), requests(), progress(), events(), beliefs())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Mutant> guards() {
    var exempt = new Answers("reap/Review", "exempt", "null");
    return List.of(
        Mutant.of("ends what is out of scope", guard("scope"), exempt),
        Mutant.of("ends what is protected", guard("unprotected"), exempt),
        Mutant.of(
            "protects by metadata alone",
            new LeavesOut("policy/Protection", "reasonFor", "contains", "false")),
        Mutant.of(
            "ends what has a live lease",
            guard("unowned"),
            new Answers("policy/Policies", "unlessOwned", "#2"),
            new Answers("reap/Intents", "lets", "true")),
        Mutant.of("does not judge again on the final read", guard("condemned")),
        Mutant.of(
            "takes another run for the one that was judged",
            new LeavesOut("reap/CaseGuards", "identity", "sameExecution", "true")),
        Mutant.of(
            "relies on a final read of any age", new Answers("reap/WorldGuards", "stale", "false")),
        Mutant.of(
            "acts though the clocks differ", new Answers("reap/WorldGuards", "clock", "null")),
        Mutant.of("does not mind a snooze", new Answers("reap/Snoozes", "holding", "null")),
        Mutant.of(
            "takes a heartbeat in quarantine for none",
            new Answers("lease/LeaseBook", "renewedSince", "false")),
        Mutant.of(
            "takes a heartbeat for what is being ended",
            new Answers("lease/Heartbeats", "isFor", "false")),
        Mutant.of(
            "does not ask for leases of the owner",
            new LeavesOut("lease/LeaseBook", "claim", "owner", "null")));
  }

  private static Mutation guard(String name) {
    return new Answers("reap/CaseGuards", name, "null");
  }

  private static List<Mutant> times() {
    return List.of(
        timing("creationGrace"),
        Mutant.of("knows no window", new Answers("policy/Window", "contains", "true")),
        timing("quarantine"),
        timing("settle"),
        timing("newStoreWait"),
        Mutant.of("knows no mark grace", new Answers("policy/Policy", "grace", "noTime")),
        Mutant.of(
            "takes any time in metadata for past",
            new LeavesOut("policy/Finder", "expired", "toInstant", "longAgo")),
        Mutant.of(
            "takes any time to live for over",
            new LeavesOut("policy/Finder", "outlived", "parse", "aMoment")),
        Mutant.of(
            "ends what has just been put to sleep",
            new Answers("policy/Condition$PausedLongerThan", "limit", "noTime")),
        Mutant.of(
            "lets what sleeps sleep on",
            new LeavesOut("policy/Finder", "pausedFor", "plus", "never")),
        Mutant.of("knows no slack", new Answers("policy/Condition$Overdue", "slack", "noTime")),
        Mutant.of("takes E2B's clock for its own", new Answers("reap/Standing", "skew", "noTime")));
  }

  private static Mutant timing(String name) {
    return Mutant.of("knows no " + name, new Answers("reap/Timings", name, "noTime"));
  }

  private static List<Mutant> limits() {
    return List.of(
        Mutant.of(
            "has no caps",
            new Answers("reap/CapCount", "exceeded", "null"),
            new Answers("reap/CapCount", "exceededWithin", "null")),
        Mutant.of(
            "forgets at once what its caps count",
            new Answers("store/IntentTable", "sandboxesSince", "none")),
        Mutant.of(
            "does not mind a freeze",
            new Answers("reap/WorldGuards", "notFrozen", "null"),
            new Answers("reap/Freezes", "stopping", "null")),
        Mutant.of(
            "lets an approved plan by every freeze",
            new LeavesOut("reap/WorldGuards", "notFrozen", "equals", "true"),
            new LeavesOut("reap/Freezes", "stopping", "equals", "true")),
        Mutant.of("goes further than its policy", new Answers("policy/Policy", "action", ".KILL")),
        Mutant.of("goes further than its mode", new Answers("policy/Action", "atMost", "#0")),
        Mutant.of("acts though it lost its lock", new Answers("store/Store", "lockLost", "null")),
        Mutant.of(
            "takes a cap of 0 for none at all",
            new Answers("reap/CapCount", "none", "false"),
            new Answers("reap/CapCount", "exceeded", "null"),
            new Answers("reap/CapCount", "exceededWithin", "null")));
  }

  private static List<Mutant> memory() {
    return List.of(
        Mutant.of(
            "loses leases at a restart", new LeavesOut("lease/LeaseBook", "reread", "each", "")),
        Mutant.of("loses cases at a restart", new Answers("reap/CaseBook", "reread", "")),
        Mutant.of("loses freezes at a restart", new Answers("reap/Freezes", "load", "")),
        Mutant.of(
            "gives no time back in which it was deaf",
            new Answers("lease/LeaseBook", "giveBack", "")),
        Mutant.of(
            "counts against the unclaimed when nobody listened",
            new Answers("lease/DeafTimes", "since", "noTime")),
        Mutant.of("stores no intent", new LeavesOut("reap/Intents", "open", "upsert", "")),
        Mutant.of("stores no evidence", new LeavesOut("reap/CaseBook", "write", "append", "")),
        Mutant.of(
            "says 200 to an event that it could not store",
            new Answers("webhook/Receipt", "unavailable", "taken")));
  }

  private static List<Mutant> requests() {
    return List.of(
        Mutant.of("kills without a pause", new Answers("reap/Ladder", "step", ".KILL")),
        Mutant.of("takes every pause for its own", new Answers("reap/Proof", "pausedBy", ".OURS")),
        Mutant.of(
            "takes an error for the answer that it is done",
            new Answers("store/IntentRow", "answer", "accepted")),
        Mutant.of(
            "does not look what became of its intents",
            new Answers("reap/Verifier", "step", "nothing")),
        Mutant.of("never takes a step", new Answers("reap/Steps", "take", "")),
        Mutant.of("acts where it should plan", new Answers("reap/Ticket", "plan", "false")));
  }

  private static List<Mutant> progress() {
    return List.of(
        Mutant.of("finishes no pass", new Answers("reconcile/Passes", "finish", "")),
        Mutant.of("writes no beliefs", new Answers("inventory/Mirror", "step", "aMinute")),
        Mutant.of("freezes without a line of audit", new Answers("reap/Freezes", "audit", "")),
        Mutant.of("counts no open case", new Answers("reap/CaseBook", "count", "zero")),
        Mutant.of(
            "reads the feed again and again", new Answers("reconcile/CatchUp", "behind", "true")));
  }

  private static List<Mutant> events() {
    return List.of(
        Mutant.of("takes what nobody signed", new Answers("webhook/Signature", "verifies", "true")),
        Mutant.of(
            "takes by one account's name what is another's",
            new Answers("webhook/Envelope", "account", "null")),
        Mutant.of(
            "takes any version of a signature",
            new LeavesOut("webhook/Admission", "objection", "equals", "true")),
        Mutant.of(
            "takes bytes behind the event",
            new Answers("event/StrictJson", "requireEnd", ""),
            new Answers("event/StrictJson", "requireUtf8", "")),
        Mutant.of(
            "takes a repeated event for a new one",
            new Answers("store/EventLog$Appended", "duplicate", "false")));
  }

  private static List<Mutant> beliefs() {
    return List.of(
        Mutant.of(
            "buries what a walk did not show",
            new Answers("inventory/Belief$Absence", "proves", "true")),
        Mutant.of(
            "believes an incomplete walk, and needs no read",
            new Answers("e2b/ListWalk$Walk", "complete", "true"),
            new LeavesOut("inventory/Belief$Absence", "proves", "isBefore", "false")),
        Mutant.of("believes what it heard last", new Answers("inventory/Merge", "newer", "#1")),
        Mutant.of(
            "ends whatever runs by any end",
            new LeavesOut("inventory/Merge", "join", "equals", "true")));
  }
}
