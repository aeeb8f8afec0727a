package io.github.e2breconciler.day;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Asker;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A fleet in equilibrium: as many are born as end. Lifetimes are log-normal, their median 10 min
 * and their mean 1 h; owners extend each sandbox twice an hour, end seven of ten themselves and
 * leave the others to E2B.
 */
final class Life {

  private static final Duration MEDIAN = Duration.ofMinutes(10);
  private static final Duration MEAN = Duration.ofHours(1);
  private static final Duration BETWEEN_EXTENSIONS = Duration.ofMinutes(30);

  /** What an owner asks for beyond the time at which it means to be back. */
  private static final Duration SPARE = Duration.ofMinutes(5);

  private static final double ENDED_BY_OWNER = 0.7;

  /** The mean of a log-normal law is its median times exp(sigma²/2). */
  private static final double SIGMA =
      Math.sqrt(2 * Math.log((double) MEAN.toMillis() / MEDIAN.toMillis()));

  private record Due(Instant at, long sequence, Runnable work) {}

  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::sequence));
  private final Team team;
  private final VirtualTime time;
  private final Books books;
  private final Troubles troubles;
  private final SplittableRandom random;
  private long sequence;
  private boolean ending;

  Life(Team team, VirtualTime time, Books books, Troubles troubles, SplittableRandom random) {
    this.team = team;
    this.time = time;
    this.books = books;
    this.troubles = troubles;
    this.random = random;
  }

  /** Lets {@code fleet} sandboxes be in the midst of their lives, and others follow them. */
  void begin(int fleet) {
    for (var i = 0; i < fleet; i++) {
      bear(underWay());
    }
    var apart = MEAN.dividedBy(fleet);
    in(exponential(apart), () -> follow(apart));
  }

  /** Nothing happens any more; what lives lives on without being extended. */
  void end() {
    ending = true;
    agenda.clear();
  }

  /** Does what is due; returns the pause until the next of it. */
  Duration step() {
    for (var due = agenda.peek();
        due != null && !due.at.isAfter(time.instant());
        due = agenda.peek()) {
      agenda.remove();
      due.work.run();
    }
    var next = agenda.peek();
    return next == null ? Duration.ofHours(1) : Duration.between(time.instant(), next.at);
  }

  private void follow(Duration apart) {
    bear(life());
    in(exponential(apart), () -> follow(apart));
  }

  private void bear(Duration life) {
    var end = time.instant().plus(life);
    var plan = new Plan(end, random.nextDouble() < ENDED_BY_OWNER);
    var extension = time.instant().plus(exponential(BETWEEN_EXTENSIONS));
    var spec =
        NewSandbox.of("base", plan.timeout(extension))
            .withMetadata(Map.of("owner", "tenant-" + random.nextInt(50), "kind", "worker"));
    var member = new Member(team.create(spec).value().id(), plan);
    member.extendAt(extension);
    if (plan.byOwner) {
      in(end, member::finish);
    }
    if (random.nextDouble() < troubles.crashes()) {
      in(life.dividedBy(2), member::crash);
    }
    if (random.nextDouble() < troubles.naps()) {
      in(life.dividedBy(3), () -> member.nap(life.dividedBy(3)));
    }
  }

  private final class Plan {

    private final Instant end;
    private final boolean byOwner;

    Plan(Instant end, boolean byOwner) {
      this.end = end;
      this.byOwner = byOwner;
    }

    /** What to ask for now: until the next extension, or to the end. */
    Duration timeout(Instant extension) {
      var now = time.instant();
      if (extension.isBefore(end)) {
        return Duration.between(now, extension).plus(SPARE);
      }
      var left = Duration.between(now, end);
      var asked = byOwner ? left.plus(SPARE) : left;
      return asked.isPositive() ? asked : SPARE;
    }
  }

  /** One sandbox and its owner's plan for it. */
  private final class Member {

    private final SandboxId id;
    private final Plan plan;
    private boolean crashed;
    private int naps;

    Member(SandboxId id, Plan plan) {
      this.id = id;
      this.plan = plan;
    }

    /** Extends it then and again and again, until it sleeps, is gone or past its time. */
    void extendAt(Instant at) {
      var napsBefore = naps;
      in(
          at,
          () -> {
            var next = time.instant().plus(exponential(BETWEEN_EXTENSIONS));
            if (!crashed
                && naps == napsBefore
                && time.instant().isBefore(plan.end)
                && team.setTimeout(id, plan.timeout(next)).done()) {
              extendAt(next);
            }
          });
    }

    void finish() {
      if (!crashed) {
        var _ = team.kill(id, Asker.CUSTOMER);
      }
    }

    /** The record stays until the end that it shows; then it goes, and nobody says so. */
    void crash() {
      var record = team.get(id);
      if (record.done() && record.value().running()) {
        crashed = team.crash(id);
        var end = record.value().endAt();
        in(Duration.between(time.instant(), end), () -> books.changed(id, end, false));
      }
    }

    void nap(Duration length) {
      if (crashed || !team.pause(id, Asker.CUSTOMER).done()) {
        return;
      }
      naps++;
      if (random.nextDouble() < troubles.endedAsleep()) {
        in(
            length.dividedBy(2),
            () -> {
              var _ = team.kill(id, Asker.CUSTOMER);
              books.changed(id, time.instant(), false);
            });
        return;
      }
      in(
          length,
          () -> {
            var next = time.instant().plus(exponential(BETWEEN_EXTENSIONS));
            if (team.resume(id, plan.timeout(next)).done()) {
              extendAt(next);
            }
          });
    }
  }

  private Duration life() {
    return logNormal(0);
  }

  /** What is left to one met by chance: long lives are met more often, anywhere in them. */
  private Duration underWay() {
    var life = logNormal(SIGMA * SIGMA);
    return Duration.ofMillis((long) (random.nextDouble() * life.toMillis()));
  }

  private Duration logNormal(double shift) {
    var log = shift + SIGMA * random.nextGaussian();
    return Duration.ofMillis(1 + (long) (MEDIAN.toMillis() * Math.exp(log)));
  }

  private Duration exponential(Duration mean) {
    return Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) * mean.toNanos()));
  }

  private void in(Duration pause, Runnable work) {
    in(time.instant().plus(pause), work);
  }

  private void in(Instant at, Runnable work) {
    if (!ending) {
      agenda.add(new Due(at, sequence++, work));
    }
  }
}
