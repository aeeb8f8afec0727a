package io.github.e2breconciler.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.e2breconciler.http.BadRequest;
import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.reap.CaseBook;
import io.github.e2breconciler.reap.CaseState;
import io.github.e2breconciler.reap.Reaper;
import io.github.e2breconciler.reap.Snoozes;
import io.github.e2breconciler.reconcile.Passes;
import io.github.e2breconciler.store.AuditRow;
import io.github.e2breconciler.store.Store;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/cases}: pending and past condemnations, and what a person may do about one. */
final class CaseRoutes implements HttpService {

  private static final Duration SHORTEST_SNOOZE = Duration.ofSeconds(1);

  /** How many lines of a sandbox are looked through for what is of no case. */
  private static final int OF_SANDBOX = 200;

  private static final String NO_REASON = "a person asked for it";

  private final Reaper reaper;
  private final CaseBook cases;
  private final Passes passes;
  private final Store store;
  private final String ownerKey;
  private final InstantSource clock;

  CaseRoutes(AdminContext context) {
    this.reaper = context.work().reaper();
    this.cases = context.work().cases();
    this.passes = context.work().passes();
    this.store = context.memory().store();
    this.ownerKey = context.rules().ownerKey();
    this.clock = context.vitals().clock();
  }

  /** How long to leave a sandbox alone. */
  record Snooze(
      @JsonProperty("for") @Nullable String span,
      @Nullable String reason,
      @Nullable Boolean shorten) {}

  /** Why a case is released or approved; optional. */
  record Why(@Nullable String reason) {
    static final Why NONE = new Why(null);

    String text() {
      return reason == null || reason.isBlank() ? NO_REASON : Parameters.reason(reason);
    }
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/", this::list)
        .any("/", Listeners.allowOnly("GET"))
        .get("/{id}", this::find)
        .any("/{id}", Listeners.allowOnly("GET"))
        .post("/{id}/snooze", this::snooze)
        .any("/{id}/snooze", Listeners.allowOnly("POST"))
        .post("/{id}/release", this::release)
        .any("/{id}/release", Listeners.allowOnly("POST"))
        .post("/{id}/approve", this::approve)
        .any("/{id}/approve", Listeners.allowOnly("POST"));
  }

  private void list(ServerRequest request, ServerResponse response) {
    Parameters.only(request, "open", "limit", "after");
    var paging = Paging.of(request);
    var after = paging.after() == null ? "" : paging.after();
    var page = paging.cut(cases.page(after, paging.limit() + 1, openOnly(request)), Case::id);
    var views = page.items().stream().map(this::view).toList();
    Json.send(response, Status.OK_200, new Paging.Page<>(views, page.next()));
  }

  private void find(ServerRequest request, ServerResponse response) {
    var subject = known(request);
    Json.send(response, Status.OK_200, view(subject, steps(subject)));
  }

  private void snooze(ServerRequest request, ServerResponse response) {
    var asked = Json.read(request, Snooze.class);
    var span = Parameters.duration("for", asked.span(), SHORTEST_SNOOZE, Snoozes.LONGEST);
    var reason = Parameters.reason(asked.reason());
    var subject = known(request);
    if (subject.state() == CaseState.KILLED || subject.state() == CaseState.GONE) {
      throw new Refused(Status.CONFLICT_409, "the sandbox has ended, its case is closed");
    }
    if (Boolean.TRUE.equals(asked.shorten())) {
      reaper.shortenSnooze(subject.id(), span, reason);
    } else {
      reaper.snooze(subject.id(), span, reason);
    }
    Json.send(response, Status.OK_200, view(known(request)));
  }

  private void release(ServerRequest request, ServerResponse response) {
    var why = Json.read(request, Why.class, Why.NONE).text();
    var subject = known(request);
    answer(response, subject, reaper.release(subject.id(), why));
  }

  /** Asks for a pass too: whoever approves does not mean some time. */
  private void approve(ServerRequest request, ServerResponse response) {
    var why = Json.read(request, Why.class, Why.NONE).text();
    var subject = known(request);
    if (subject.state() == CaseState.ESCALATED) {
      throw new Refused(
          Status.CONFLICT_409,
          "the case is escalated and goes no further; release it to have it judged anew");
    }
    var approved = reaper.approve(subject.id(), why);
    if (approved != null) {
      passes.request("approved", false, approved.key().account());
    }
    answer(response, subject, approved);
  }

  private void answer(ServerResponse response, Case before, @Nullable Case changed) {
    if (changed == null) {
      throw new Refused(
          Status.CONFLICT_409,
          before.open()
              ? "a request for the sandbox is open, see what becomes of it"
              : "the case is closed: " + before.state().label());
    }
    Json.send(response, Status.OK_200, view(changed));
  }

  private Case known(ServerRequest request) {
    Parameters.only(request);
    var id = Parameters.segment(request, "id");
    var subject = cases.find(id);
    if (subject == null) {
      throw Refused.unknown("case", id);
    }
    return subject;
  }

  private CaseView view(Case subject) {
    return view(subject, null);
  }

  private CaseView view(Case subject, @Nullable List<CaseView.Step> steps) {
    return CaseView.of(
        subject,
        ownerKey,
        reaper.dollarsPerHour(subject),
        reaper.lastRefusal(subject),
        clock.instant(),
        reaper.snoozedUntil(subject.key()),
        steps);
  }

  /** The audit of the case, and what a person asked for its sandbox meanwhile. */
  private List<CaseView.Step> steps(Case subject) {
    var key = subject.key();
    return store
        .read(tx ->
            Stream.concat(
                    tx.audit().ofCase(subject.id()).stream(),
                    tx
                        .audit()
                        .ofSandbox(key.account().name(), key.sandbox().value(), OF_SANDBOX)
                        .stream()
                        .filter(row -> row.caseId().isEmpty() && during(subject, row.at())))
                .toList())
        .stream()
        .sorted(Comparator.comparingLong(AuditRow::at))
        .map(CaseView.Step::of)
        .toList();
  }

  private static boolean during(Case subject, long at) {
    var closedAt = subject.closedAt();
    return at >= subject.markedAt().toEpochMilli()
        && (closedAt == null || at <= closedAt.toEpochMilli());
  }

  private static boolean openOnly(ServerRequest request) {
    var text = Parameters.text(request, "open");
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true")) {
      return true;
    }
    throw new BadRequest("open is neither true nor false: " + text);
  }
}
