package io.github.e2breconciler.admin;

import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.reconcile.Approval;
import io.github.e2breconciler.reconcile.Passes;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code /reconcile}: asking for passes, reading their reports, approving plans. */
final class ReconcileRoutes implements HttpService {

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final Passes passes;
  private final PassHistory history;
  private final Accounts accounts;

  ReconcileRoutes(AdminContext context) {
    this.passes = context.work().passes();
    this.history = new PassHistory(passes, context.memory().store());
    this.accounts = context.accounts();
  }

  /**
   * What is asked of a pass.
   *
   * @param plan whether it stops before acting
   * @param account null: all accounts
   */
  record Trigger(boolean plan, @Nullable String account) {
    static final Trigger DEFAULT = new Trigger(false, null);
  }

  /** What is asked of an approval: nothing, for a plan is carried out whole. */
  record Whole() {
    static final Whole PLAN = new Whole();
  }

  /** A pass that has begun or is queued. */
  record Started(String pass, String status) {
    static Started of(String pass) {
      return new Started(pass, "running");
    }
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/", this::start)
        .get("/", this::list)
        .any("/", Listeners.allowOnly("GET, POST"))
        .get("/{pass}", this::find)
        .any("/{pass}", Listeners.allowOnly("GET"))
        .post("/{pass}/approve", this::approve)
        .any("/{pass}/approve", Listeners.allowOnly("POST"));
  }

  private void start(ServerRequest request, ServerResponse response) {
    Parameters.only(request, "wait");
    var asked = Json.read(request, Trigger.class, Trigger.DEFAULT);
    var account = accounts.named(asked.account());
    var wait = wait(request);
    var pass = passes.request("manual", asked.plan(), account);
    var report = wait.isZero() || !ended(pass, wait) ? null : history.find(pass);
    if (report == null) {
      Json.send(response, Status.ACCEPTED_202, Started.of(pass));
    } else {
      Json.send(response, Status.OK_200, report);
    }
  }

  private void list(ServerRequest request, ServerResponse response) {
    Parameters.only(request, "limit", "after");
    Json.send(response, Status.OK_200, history.page(Paging.of(request)));
  }

  private void find(ServerRequest request, ServerResponse response) {
    Parameters.only(request);
    var id = Parameters.segment(request, "pass");
    var report = history.find(id);
    if (report == null) {
      throw Refused.unknown("pass", id);
    }
    Json.send(response, Status.OK_200, report);
  }

  private void approve(ServerRequest request, ServerResponse response) {
    Parameters.only(request);
    var _ = Json.read(request, Whole.class, Whole.PLAN);
    var id = Parameters.segment(request, "pass");
    switch (passes.approve(id)) {
      case Approval.Accepted(var pass) ->
          Json.send(response, Status.ACCEPTED_202, Started.of(pass));
      case Approval.Refused(var why) -> Json.error(response, Status.CONFLICT_409, why);
      case Approval.Unknown _ -> {
        if (history.find(id) == null) {
          throw Refused.unknown("pass", id);
        }
        Json.error(response, Status.CONFLICT_409, "plan " + id + " is from before; make a new one");
      }
    }
  }

  private static Duration wait(ServerRequest request) {
    var text = Parameters.text(request, "wait");
    return text == null
        ? Duration.ZERO
        : Parameters.duration("wait", text, Duration.ZERO, LONGEST_WAIT);
  }

  private boolean ended(String pass, Duration atMost) {
    try {
      return passes.await(pass, atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the listener stops; the pass goes on or is made anew
      return false;
    }
  }
}
