package io.github.e2breconciler.doctor;

import io.github.e2breconciler.config.Durations;
import io.github.e2breconciler.store.FreezeRow;
import io.github.e2breconciler.store.PassRow;
import io.github.e2breconciler.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the daemon did lately, by its store: the last event, the last pass, and what is frozen. */
record RecentCheck(StoreView view, InstantSource clock) implements Check {

  @Override
  public List<Finding> look() {
    if (!(view instanceof StoreView.Known known)) {
      return List.of();
    }
    var findings = new ArrayList<Finding>();
    findings.add(event(known.newest()));
    findings.add(pass(known.lastPass()));
    known.freezes().forEach(freeze -> findings.add(frozen(freeze)));
    return findings;
  }

  private Finding event(@Nullable StoredEvent newest) {
    var what = "last event";
    if (newest == null) {
      return Finding.warn(
          what, "none yet", "create and kill a sandbox, and see whether its events come");
    }
    var row = newest.row();
    return Finding.ok(
        what, "%s by %s, %s".formatted(row.type(), row.source(), ago(row.receivedAt())));
  }

  private Finding pass(@Nullable PassRow last) {
    var what = "last pass";
    if (last == null) {
      return Finding.warn(
          what, "none yet", "start the daemon, or trigger one: deploy/e2b-reconciler reconcile");
    }
    var detail = "%s, %s, %s".formatted(last.status(), last.trigger(), ago(last.startedAt()));
    return last.status().equals("failed")
        ? Finding.fail(what, detail, "GET /reconcile/" + last.id() + " and the log say why")
        : Finding.ok(what, detail);
  }

  private Finding frozen(FreezeRow freeze) {
    var whom = freeze.account().isEmpty() ? "everything" : "account " + freeze.account();
    return Finding.warn(
        "freeze",
        "%s, %s: %s".formatted(whom, ago(freeze.since()), freeze.reason()),
        "see the runbook frozen, then lift it with a reason (DELETE /api/freeze)");
  }

  private String ago(long millis) {
    var age = Duration.between(Instant.ofEpochMilli(millis), clock.instant());
    var seconds = Math.max(0, age.toSeconds());
    return Durations.format(Duration.ofSeconds(seconds < 600 ? seconds : seconds / 60 * 60))
        + " ago";
  }
}
