package io.github.e2breconciler.doctor;

import java.util.List;

/** Whether the list can be walked to its end: without, nothing is ever ended. */
record ListCheck(E2bView e2b) implements Check {

  @Override
  public List<Finding> look() {
    if (!(e2b.list() instanceof Tried.Answer(var listed))) {
      return List.of(); // the key's line says why
    }
    var what = e2b.name("list");
    var walk = listed.walk();
    var size = listed.rows().size() + " sandboxes on " + walk.pages() + " page(s)";
    return List.of(
        walk.complete()
            ? Finding.ok(what, size + ", complete")
            : Finding.fail(
                what,
                size + ", incomplete three times in a row: " + walk.incompleteReason(),
                "wait a minute and look again; where it stays so nothing is ended, and the runbook"
                    + " walk-incomplete says what to tell E2B"));
  }
}
