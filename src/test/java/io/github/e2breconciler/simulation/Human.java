package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.reconcile.Approval;
import io.github.e2breconciler.store.StoreException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The person behind the daemon: lifts freezes, approves plans, and meddles with cases. */
final class Human {

  private static final Duration SNOOZE = Duration.ofMinutes(5);

  /** How likely one meddles with a case, by the person. */
  private static final double[] ZEAL = {0.05, 0.2, 0.5};

  private final Stage stage;
  private final Host host;
  private final List<Customers> customers;
  private final RandomGenerator random;
  private final Graces graces;
  private final Restraint restraint;
  private final Latches latches;
  private final MachineClock clock;
  private final double zeal;
  private @Nullable String plan;

  /** What a human is promised, and by whom it is kept. */
  record Promises(Graces graces, Restraint restraint, Latches latches, MachineClock clock) {}

  /** With the customers of every account. */
  Human(
      Stage stage,
      Host host,
      List<Customers> customers,
      RandomGenerator random,
      Promises promises) {
    this.graces = promises.graces();
    this.restraint = promises.restraint();
    this.latches = promises.latches();
    this.clock = promises.clock();
    this.stage = stage;
    this.customers = List.copyOf(customers);
    this.host = host;
    this.random = random;
    this.zeal = ZEAL[random.nextInt(ZEAL.length)];
  }

  Duration step() {
    var daemon = host.engine();
    if (daemon != null && clock.right()) { // nobody promises anything by a wrong one
      try {
        look(daemon);
      } catch (StoreException | Crash _) {
        stage.journal().note(null, "human", "nobody took it");
      }
    }
    return Duration.ofSeconds(30 + random.nextLong(150));
  }

  private void look(Engine daemon) {
    var made = plan;
    plan = null;
    if (made != null) {
      approve(daemon, made);
      var approval = daemon.passes().approve(made);
      stage.journal().note(null, "human", approval);
      if (random.nextInt(5) == 0 && !quiet()) {
        daemon.freezes().freeze(null, "rather not", Freezes.HUMAN);
      }
      stage.tally().count(approval instanceof Approval.Accepted ? "approvals" : "approved-in-vain");
      if (approval instanceof Approval.Accepted) {
        return;
      }
    }
    if (random.nextInt(40) == 0 && !quiet()) {
      daemon.freezes().freeze(null, "stop it all", Freezes.HUMAN);
      stage.journal().note(null, "human", "froze everything");
    }
    for (var freeze : daemon.freezes().all()) {
      stage.tally().count("freezes-" + freeze.cause());
      if (freeze.cause().equals(Freezes.CAP) && random.nextBoolean()) {
        plan = daemon.passes().request("manual", true, null);
      } else if (random.nextDouble() < 0.6) {
        lift(daemon);
        stage.journal().note(null, "human lift", freeze);
      }
    }
    if (random.nextInt(100) == 0) {
      press(daemon);
    }
    var open = daemon.cases().open().stream().map(Case::id).sorted().toList();
    var meddles = !quiet() && random.nextDouble() < zeal;
    if (meddles && !open.isEmpty()) {
      meddle(daemon, open.get(random.nextInt(open.size())));
    }
  }

  /** What was seen meanwhile is lifted too, and what nobody heard of may be. */
  private void lift(Engine daemon) {
    latches.lifted();
    try {
      daemon.freezes().lift(null, "seen");
    } finally {
      latches.lifted();
    }
  }

  private boolean quiet() {
    return customers.getFirst().mood() == Customers.Mood.QUIET;
  }

  /** However often somebody asks, it is joined to the pass that waits. */
  private void press(Engine daemon) {
    var passes = new HashSet<String>();
    for (var i = 0; i < 1_000; i++) {
      passes.add(daemon.passes().request("manual", false, null));
    }
    stage.tally().count("button-pressed-a-thousand-times");
    if (passes.size() > 1) {
      throw new Violation(LawName.L4, null, "a thousand requests at once made passes " + passes);
    }
  }

  private void approve(Engine daemon, String made) {
    var report = daemon.passes().find(made);
    if (report != null) {
      restraint.approve(
          report.actions().stream().map(line -> line.caseId()).collect(Collectors.toSet()));
    }
  }

  /** One that is asleep stays so: that is what it means to close its case. */
  private @Nullable Case release(Engine daemon, String id) {
    var subject = daemon.reaper().release(id, "judge it anew");
    if (subject != null) {
      customers.forEach(each -> each.release(subject.key().sandbox()));
    }
    return subject;
  }

  private @Nullable Case snooze(Engine daemon, String id) {
    var until = stage.time().instant().plus(SNOOZE);
    var subject = daemon.reaper().snooze(id, SNOOZE, "not now");
    if (subject != null) {
      graces.snoozed(subject.key().sandbox(), until);
    }
    return subject;
  }

  private void meddle(Engine daemon, String id) {
    var subject =
        switch (random.nextInt(3)) {
          case 0 -> daemon.reaper().approve(id, "go on");
          case 1 -> release(daemon, id);
          default -> snooze(daemon, id);
        };
    if (subject != null) {
      stage.journal().note(subject.key().sandbox(), "human", subject.note());
    }
  }
}
