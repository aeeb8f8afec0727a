package io.github.e2breconciler.simulation;

import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.lease.Renewal;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.FeedQuery;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.Webhook;
import io.github.e2breconciler.store.AuditRow;
import io.github.e2breconciler.store.FreezeRow;
import io.github.e2breconciler.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one sandbox, as a timeline for people: what E2B did, what its customer did,
 * what the daemon asked, thought and wrote down, and what befell them all. What repeats itself is
 * told once.
 */
final class Story {

  private static final int MOST = 120;
  private static final int WIDTH = 150;

  private static final Pattern SAID = Pattern.compile("\"(?:policy|reason|note)\":\"(.*?)\"");

  private final Stage stage;
  private final Machine machine;

  Story(Stage stage, Machine machine) {
    this.stage = stage;
    this.machine = machine;
  }

  private record Line(Instant at, String who, String what) {

    boolean repeats(Line other) {
      return who.equals(other.who) && what.equals(other.what);
    }

    String told(int times) {
      var more = times > 1 ? " (" + times + " times)" : "";
      var text = what.length() > WIDTH ? what.substring(0, WIDTH) + " …" : what;
      return "%s %-10s %s%s".formatted(clock(at), who, text, more);
    }
  }

  /** A time of a run, by the hour, minute, second and millisecond since it began. */
  static String clock(Duration since) {
    var span = since.abs();
    return "%s%d:%02d:%02d.%03d"
        .formatted(
            since.isNegative() ? "-" : "",
            span.toHours(),
            span.toMinutesPart(),
            span.toSecondsPart(),
            span.toMillisPart());
  }

  private static String clock(Instant at) {
    return clock(Duration.between(FakeClock.START, at));
  }

  /** What happened to it and what happened to all, oldest first. */
  String of(@Nullable SandboxId sandbox) {
    var lines = new ArrayList<Line>();
    var subjects = new HashSet<Object>();
    if (sandbox != null) {
      subjects.add(sandbox);
      subjects.add(sandbox.value());
      events(sandbox, subjects, lines);
      audit(sandbox, lines);
    }
    for (var entry : stage.journal().of(subjects)) {
      if (!(entry.about() == null && String.valueOf(entry.detail()).startsWith("?"))) {
        lines.add(new Line(entry.at(), entry.what(), words(entry.detail())));
      }
    }
    lines.sort(Comparator.comparing(Line::at));
    return String.join("\n", told(lines));
  }

  private void events(SandboxId sandbox, Set<Object> subjects, List<Line> lines) {
    for (var event : stage.team().events(eventsOf(sandbox))) {
      lines.add(new Line(event.at(), "E2B", words(event)));
      var metadata = event.header().metadata();
      subjects.add(metadata == null ? "" : metadata.getOrDefault("owner", ""));
    }
  }

  /** Asks for everything that E2B did with it. */
  static FeedQuery eventsOf(SandboxId sandbox) {
    return new FeedQuery(0, 10_000, true, Set.of(), sandbox);
  }

  private void audit(SandboxId sandbox, List<Line> lines) {
    try (var store = machine.openBeside()) {
      for (var row :
          store.read(tx -> tx.audit().ofSandbox(stage.account().name(), sandbox.value(), 1_000))) {
        lines.add(line(row));
      }
    }
  }

  private static Line line(AuditRow row) {
    return new Line(Instant.ofEpochMilli(row.at()), "daemon", row.what() + why(row.detail()));
  }

  /** Of the evidence on record only the policy, the reason or the note. */
  private static String why(String detail) {
    var said = SAID.matcher(detail).results().map(found -> found.group(1)).toList();
    return said.isEmpty() ? " " + detail : ": " + String.join(", ", said);
  }

  private static List<String> told(List<Line> lines) {
    var told = new ArrayList<String>();
    for (var i = 0; i < lines.size(); ) {
      var times = 1;
      while (i + times < lines.size() && lines.get(i + times).repeats(lines.get(i))) {
        times++;
      }
      told.add(lines.get(i).told(times));
      i += times;
    }
    return told.subList(Math.max(0, told.size() - MOST), told.size());
  }

  private static String words(Object detail) {
    return switch (detail) {
      case Renewal.Renewed(var lease) -> "taken, holds until " + clock(lease.expiresAt());
      case Renewal.Ending _ -> "too late, it is being ended";
      case Reading.Found(var row, var _) ->
          "found it " + row.state().label() + ", its end " + clock(row.endAt());
      case Reading.Missing _ -> "found nothing";
      case E2bException e -> "no answer: " + e.kind().label();
      case NewSandbox spec -> "created it, for " + spec.lifetime() + " " + spec.metadata();
      case Webhook.Settings settings -> settings.enabled() ? "is on" : "is switched off";
      case FreezeRow freeze -> "a freeze, because " + freeze.reason();
      case LifecycleEvent.Created(var header) -> "created " + sorted(header);
      case LifecycleEvent.Killed(var _, var _, var reason) -> "killed, by " + reason;
      case LifecycleEvent event -> event.header().type().replaceFirst(".*\\.", "");
      default -> detail.toString();
    };
  }

  private static Object sorted(EventHeader header) {
    var metadata = header.metadata();
    return metadata == null ? "" : new TreeMap<>(metadata);
  }
}
