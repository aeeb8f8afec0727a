package io.github.e2breconciler.doctor;

import io.github.e2breconciler.sandbox.SandboxRow;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How many sandboxes the scope holds, and which it leaves out. */
record ScopeCheck(E2bView e2b) implements Check {

  private static final int SHOWN = 5;

  @Override
  public List<Finding> look() {
    var what = e2b.name("scope");
    if (e2b.account().scope().metadata().isEmpty()) {
      return List.of(
          Finding.warn(
              what,
              "empty, so every sandbox is only observed",
              "before you arm it set scope.metadata to what proves that a sandbox is yours"));
    }
    if (!(e2b.list() instanceof Tried.Answer(var listed))) {
      return List.of();
    }
    return List.of(compared(what, listed.rows()));
  }

  private Finding compared(String what, List<SandboxRow> rows) {
    var outside = new ArrayList<SandboxRow>();
    for (var row : rows) {
      if (!e2b.account().scope().contains(row.metadata())) {
        outside.add(row);
      }
    }
    var inside = rows.size() - outside.size();
    var counts = inside + " inside, " + outside.size() + " outside and never touched";
    var detail = outside.isEmpty() ? counts : counts + ": " + shown(outside);
    return inside == 0 && !outside.isEmpty()
        ? Finding.warn(what, detail, "compare scope.metadata with the metadata of your sandboxes")
        : Finding.ok(what, detail);
  }

  /** Of metadata the keys alone: values are the team's business. */
  private static String shown(List<SandboxRow> outside) {
    var first =
        outside.stream()
            .limit(SHOWN)
            .map(row ->
                "%s (template %s, metadata %s)"
                    .formatted(
                        row.sandbox(), row.template(), new TreeSet<>(row.metadata().keySet())))
            .collect(Collectors.joining(", "));
    return outside.size() > SHOWN ? first + " and " + (outside.size() - SHOWN) + " more" : first;
  }
}
