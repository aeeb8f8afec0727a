package io.github.e2breconciler.simulation;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.FeedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that is known of one sandbox, for whoever looks into a failed seed. */
final class Story {

  private static final int MOST = 400;

  private final Stage stage;
  private final Machine machine;

  Story(Stage stage, Machine machine) {
    this.stage = stage;
    this.machine = machine;
  }

  private record Line(Instant at, String text) {}

  /** What happened to it and what happened to all, oldest first. */
  String of(@Nullable SandboxId sandbox) {
    var lines = new ArrayList<Line>();
    var subjects = new HashSet<Object>();
    if (sandbox != null) {
      subjects.add(sandbox);
      subjects.add(sandbox.value());
      for (var event : stage.team().events(new FeedQuery(0, 10_000, true, Set.of(), sandbox))) {
        lines.add(new Line(event.at(), "event " + event));
        var metadata = event.header().metadata();
        subjects.add(metadata == null ? "" : metadata.getOrDefault("owner", ""));
      }
      audit(sandbox, lines);
    }
    for (var entry : stage.journal().of(subjects)) {
      lines.add(new Line(entry.at(), entry.what() + " " + entry.detail()));
    }
    lines.sort(Comparator.comparing(Line::at));
    return lines.stream()
        .skip(Math.max(0, lines.size() - MOST))
        .map(line -> line.at + " " + line.text)
        .collect(Collectors.joining("\n"));
  }

  private void audit(SandboxId sandbox, List<Line> lines) {
    try (var store = machine.openBeside()) {
      store
          .read(tx -> tx.audit().ofSandbox("sim", sandbox.value(), 1_000))
          .reversed()
          .forEach(row ->
              lines.add(
                  new Line(
                      Instant.ofEpochMilli(row.at()), "audit " + row.what() + " " + row.detail())));
    }
  }
}
