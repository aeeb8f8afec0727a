package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.SimulatedSandbox.Run;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a plan lets befall the world, as its time comes.
 *
 * <p>Deterministic by its generator and the times of its steps. Guarded by the faults in force.
 */
final class Mishaps {

  /** Of one rule: when it is due next, null for never again, and what undoes it. */
  private static final class Course {
    private @Nullable Duration due;
    private @Nullable Runnable undo;

    private Course(Duration due) {
      this.due = due;
    }
  }

  private final World world;
  private final List<MishapRule> rules;
  private final List<Course> courses = new ArrayList<>();
  private final RandomGenerator random;
  private final Consumer<String> struck;

  Mishaps(World world, List<MishapRule> rules, RandomGenerator random, Consumer<String> struck) {
    this.world = world;
    this.rules = rules;
    this.random = random;
    this.struck = struck;
    rules.forEach(rule -> courses.add(new Course(rule.odds().from())));
  }

  /** Does what is due. */
  void step(Duration sinceStart) {
    for (var i = 0; i < rules.size(); i++) {
      step(rules.get(i), courses.get(i), sinceStart);
    }
  }

  /** Undoes what lasts. */
  void end() {
    courses.forEach(Mishaps::undo);
  }

  private void step(MishapRule rule, Course course, Duration now) {
    var odds = rule.odds();
    @Nullable Duration due = course.due;
    if (due != null && now.compareTo(due) >= 0) {
      var every = rule.every();
      course.due = every == null ? null : due.plus(every);
      if (odds.open(due)) {
        strike(rule, course);
      }
    }
    if (course.undo != null && !odds.open(now)) {
      undo(course);
    }
  }

  private static void undo(Course course) {
    var undo = course.undo;
    course.undo = null;
    if (undo != null) {
      undo.run();
    }
  }

  private void strike(MishapRule rule, Course course) {
    if (rule.mishap() instanceof Mishap.OfSandbox mishap) {
      world.teams().forEach(team -> strike(rule, mishap, team));
      return;
    }
    if (!drawn(rule)) {
      return;
    }
    struck.accept(rule.label());
    switch (rule.mishap()) {
      case Mishap.OfSandbox _ -> {}
      case Mishap.NodeLost _ -> world.loseNode(random.nextInt(world.nodes()));
      case Mishap.Burst(int count) -> world.teams().forEach(team -> team.fate().announce(count));
      case Mishap.WebhookDisabled _ -> course.undo = changeWebhooks(old -> enabled(old, false));
      case Mishap.WebhookElsewhere(URI url) -> course.undo = changeWebhooks(old -> at(old, url));
      case Mishap.WebhookDeleted _ ->
          world.teams().forEach(team -> team.webhooks().forEach(it -> team.removeWebhook(it.id())));
      case Mishap.KilledEarly(Duration by) -> {
        world.stopMachinesAfter(by);
        course.undo = () -> world.stopMachinesAfter(Nodes.STOPPING);
      }
      case Mishap.Slow(Pace.Work work, Duration length) -> {
        world.take(work, length);
        course.undo = () -> world.take(work, Duration.ZERO);
      }
      case Mishap.ClockWrong(Duration by) -> {
        world.skew(by);
        course.undo = () -> world.skew(Duration.ZERO);
      }
    }
  }

  private void strike(MishapRule rule, Mishap.OfSandbox mishap, Team team) {
    for (var sandbox : team.fate().records()) {
      if (concerns(mishap, sandbox)
          && rule.match().selects(sandbox)
          && drawn(rule)
          && befall(mishap, team, sandbox)) {
        struck.accept(rule.label());
      }
    }
  }

  private boolean drawn(MishapRule rule) {
    return rule.odds().drawn(random);
  }

  private static boolean concerns(Mishap.OfSandbox mishap, SimulatedSandbox sandbox) {
    return mishap instanceof Mishap.Traffic ? sandbox.paused() : sandbox.running();
  }

  private static boolean befall(Mishap.OfSandbox mishap, Team team, SimulatedSandbox sandbox) {
    var id = sandbox.id();
    return switch (mishap) {
      case Mishap.Crash _ -> team.crash(id);
      case Mishap.Restart _ -> restart(team, id, sandbox.run());
      case Mishap.Traffic _ -> team.touch(id);
      case Mishap.Snapshot(Duration length) -> team.checkpoint(id, length).done();
      case Mishap.EndForgotten _ -> team.fate().forgetEnd(id);
    };
  }

  private static boolean restart(Team team, SandboxId id, Run run) {
    return team.pause(id, Asker.CUSTOMER).done()
        && team.resume(id, Duration.between(run.startedAt(), run.endAt())).done();
  }

  /** Changes every webhook there is; what comes back puts back those that are still there. */
  private Runnable changeWebhooks(UnaryOperator<Webhook.Settings> change) {
    Map<Team, List<Webhook>> before = new HashMap<>();
    for (var team : world.teams()) {
      before.put(team, team.webhooks());
      team.webhooks().forEach(webhook -> team.changeWebhook(webhook.id(), change));
    }
    return () ->
        before.forEach((team, webhooks) ->
            webhooks.forEach(webhook -> team.changeWebhook(webhook.id(), _ -> webhook.settings())));
  }

  private static Webhook.Settings enabled(Webhook.Settings old, boolean value) {
    return new Webhook.Settings(old.name(), old.url(), value, old.events(), old.secret());
  }

  private static Webhook.Settings at(Webhook.Settings old, URI url) {
    return new Webhook.Settings(old.name(), url, old.enabled(), old.events(), old.secret());
  }
}
