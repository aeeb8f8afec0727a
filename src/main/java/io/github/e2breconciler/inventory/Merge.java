package io.github.e2breconciler.inventory;

import io.github.e2breconciler.inventory.Belief.Absence;
import io.github.e2breconciler.inventory.Belief.Deadline;
import io.github.e2breconciler.inventory.Belief.Details;
import io.github.e2breconciler.inventory.Belief.Hearing;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.ExecutionRun;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.LifecycleEvent.Checkpointed;
import io.github.e2breconciler.sandbox.LifecycleEvent.Created;
import io.github.e2breconciler.sandbox.LifecycleEvent.Killed;
import io.github.e2breconciler.sandbox.LifecycleEvent.Paused;
import io.github.e2breconciler.sandbox.LifecycleEvent.Resumed;
import io.github.e2breconciler.sandbox.LifecycleEvent.Unrecognised;
import io.github.e2breconciler.sandbox.LifecycleEvent.Updated;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Observation.Absent;
import io.github.e2breconciler.sandbox.Observation.Heard;
import io.github.e2breconciler.sandbox.Observation.NotFound;
import io.github.e2breconciler.sandbox.Observation.ProvenGone;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way a belief changes: (belief, observation) → belief. Pure.
 *
 * <p>Each statement goes to the place for its kind, where the newer by E2B's own time stands. So
 * events and single reads commute and may repeat. Absences from walks are counted in the order of
 * the walks and start anew whenever the sandbox is seen.
 */
final class Merge {

  private Merge() {}

  static Belief merge(Belief belief, Observation observation) {
    return switch (observation) {
      case Heard heard -> heard(belief, heard);
      case Seen seen -> seen(belief, seen);
      case NotFound(var _, var asOf) -> {
        var absence = belief.absence();
        var at = absence.notFoundAt().isAfter(asOf) ? absence.notFoundAt() : asOf;
        yield with(belief, new Absence(absence.walks(), absence.since(), at));
      }
      case Absent(var _, var asOf) -> with(belief, absent(belief.absence(), asOf));
      case ProvenGone(var _, var asOf) ->
          new Belief(
              belief.key(),
              belief.executions(),
              belief.row(),
              belief.details(),
              belief.deadline(),
              belief.absence(),
              Times.later(belief.provenGoneAt(), asOf),
              belief.heard());
    };
  }

  private static Belief with(Belief belief, Absence absence) {
    return new Belief(
        belief.key(),
        belief.executions(),
        belief.row(),
        belief.details(),
        belief.deadline(),
        absence,
        belief.provenGoneAt(),
        belief.heard());
  }

  private static Absence absent(Absence absence, Instant walkStarted) {
    return absence.walks() == 0
        ? new Absence(1, walkStarted, absence.notFoundAt())
        : new Absence(absence.walks() + 1, absence.since(), absence.notFoundAt());
  }

  /** Seen again: the walks that lacked it prove nothing any more. */
  private static Absence shown(Absence absence, Instant at) {
    return at.isBefore(absence.since())
        ? absence
        : new Absence(0, Instant.MAX, absence.notFoundAt());
  }

  private static Belief seen(Belief belief, Seen seen) {
    var row = seen.row();
    var details = belief.details();
    details = template(details, row.template(), seen.asOf());
    details = metadata(details, row.metadata(), seen.asOf());
    details = size(details, row.size(), seen.asOf());
    return new Belief(
        belief.key(),
        belief.executions(),
        newer(belief.row(), seen),
        details,
        belief.deadline(),
        shown(belief.absence(), seen.asOf()),
        belief.provenGoneAt(),
        belief.heard());
  }

  private static Seen newer(@Nullable Seen known, Seen seen) {
    if (known == null) {
      return seen;
    }
    var order = known.asOf().compareTo(seen.asOf());
    if (order == 0) {
      order = known.toString().compareTo(seen.toString());
    }
    return order < 0 ? seen : known;
  }

  private static Belief heard(Belief belief, Heard heard) {
    var event = heard.event();
    var header = event.header();
    var details = template(belief.details(), header.template(), header.at());
    if (header.metadata() != null) {
      details = metadata(details, header.metadata(), header.at());
    }
    var run = run(event);
    if (run != null) {
      details = size(details, run.size(), header.at());
    }
    var told = told(event);
    var alive = told != null && told.endedAt() == null;
    return new Belief(
        belief.key(),
        told == null ? belief.executions() : join(belief.executions(), told),
        belief.row(),
        details,
        event instanceof Updated updated ? deadline(belief, updated) : belief.deadline(),
        alive ? shown(belief.absence(), header.at()) : belief.absence(),
        belief.provenGoneAt(),
        newest(belief.heard(), new Hearing(header.at(), heard.source())));
  }

  private static @Nullable ExecutionRun run(LifecycleEvent event) {
    return switch (event) {
      case Paused(var _, var run) -> run;
      case Killed(var _, var run, var _) -> run;
      case Created _, Resumed _, Updated _, Checkpointed _, Unrecognised _ -> null;
    };
  }

  /** What an event tells of its own run; nothing for a type that we do not know. */
  private static @Nullable Execution told(LifecycleEvent event) {
    return switch (event) {
      case Created(var header) -> begun(header);
      case Resumed(var header) -> begun(header);
      case Updated(var header, var _) -> alive(header);
      case Checkpointed(var header) -> alive(header);
      case Paused(var header, var run) -> ended(header, run, null);
      case Killed(var header, var run, var reason) -> ended(header, run, reason);
      case Unrecognised _ -> null;
    };
  }

  private static Execution begun(EventHeader header) {
    return new Execution(header.execution(), header.at(), null, header.at(), null, null);
  }

  private static Execution alive(EventHeader header) {
    return new Execution(header.execution(), null, header.at(), header.at(), null, null);
  }

  private static Execution ended(
      EventHeader header, @Nullable ExecutionRun run, @Nullable String killReason) {
    var started = run == null ? null : run.startedAt();
    return new Execution(header.execution(), started, null, null, header.at(), killReason);
  }

  private static List<Execution> join(List<Execution> known, Execution told) {
    var all = new ArrayList<Execution>(known.size() + 1);
    var whole = told;
    for (var execution : known) {
      if (Objects.equals(execution.id(), told.id())) {
        whole = execution.and(told);
      } else {
        all.add(execution);
      }
    }
    all.add(whole);
    Execution.sort(all);
    return all.size() > Belief.MAX_EXECUTIONS ? all.subList(1, all.size()) : all;
  }

  private static @Nullable Deadline deadline(Belief belief, Updated updated) {
    var known = belief.deadline();
    if (updated.endAt() == null) {
      return known;
    }
    var told = new Deadline(updated.endAt(), updated.at());
    return known == null
        ? told
        : Comparator.comparing(Deadline::at).thenComparing(Deadline::endAt).compare(known, told) < 0
            ? told
            : known;
  }

  private static Hearing newest(@Nullable Hearing known, Hearing heard) {
    return known == null
            || Comparator.comparing(Hearing::at)
                    .thenComparing(Hearing::source)
                    .compare(known, heard)
                < 0
        ? heard
        : known;
  }

  private static Details template(Details details, String template, Instant at) {
    var known = details.template();
    if (template.isEmpty() || !supersedes(at, () -> template, details.templateAt(), () -> known)) {
      return details;
    }
    return new Details(
        template, at, details.metadata(), details.metadataAt(), details.size(), details.sizeAt());
  }

  private static Details metadata(Details details, Map<String, String> metadata, Instant at) {
    var known = details.metadata();
    if (!supersedes(at, () -> sorted(metadata), details.metadataAt(), () -> sorted(known))) {
      return details;
    }
    return new Details(
        details.template(), details.templateAt(), metadata, at, details.size(), details.sizeAt());
  }

  private static Details size(Details details, @Nullable Size size, Instant at) {
    var known = details.size();
    if (size == null
        || !supersedes(at, size::toString, details.sizeAt(), () -> String.valueOf(known))) {
      return details;
    }
    return new Details(
        details.template(),
        details.templateAt(),
        details.metadata(),
        details.metadataAt(),
        size,
        at);
  }

  /** The newer stands; of two of the same moment one that does not depend on who came first. */
  private static boolean supersedes(
      Instant at, Supplier<String> told, Instant knownAt, Supplier<String> known) {
    var order = at.compareTo(knownAt);
    return order > 0 || (order == 0 && told.get().compareTo(known.get()) > 0);
  }

  private static String sorted(Map<String, String> metadata) {
    return new TreeMap<>(metadata).toString();
  }
}
