package io.github.e2breconciler.reconcile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.e2breconciler.cost.Dollars;
import io.github.e2breconciler.store.PassRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A report as JSON: what the API answers and the store keeps. */
public final class ReportCodec {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportCodec() {}

  public static ObjectNode encode(Report report) {
    var node = JSON.createObjectNode();
    node.put("pass", report.pass());
    node.put("status", report.status().label());
    node.put("trigger", report.trigger());
    node.put("plan", report.plan());
    node.put("approved", report.approved());
    node.put("startedAt", text(report.startedAt()));
    node.put("finishedAt", text(report.finishedAt()));
    var walks = node.putArray("walks");
    for (var walk : report.walks()) {
      walks
          .addObject()
          .put("account", walk.account())
          .put("pages", walk.pages())
          .put("seen", walk.seen())
          .put("complete", walk.complete())
          .put("reason", walk.reason());
    }
    node.set("drift", JSON.valueToTree(report.drift()));
    node.set("verdicts", JSON.valueToTree(report.verdicts()));
    var actions = node.putArray("actions");
    for (var action : report.actions()) {
      actions
          .addObject()
          .put("sandbox", action.sandbox())
          .put("account", action.account())
          .put("policy", action.policy())
          .put("action", action.action())
          .put("outcome", action.outcome())
          .put("reason", action.reason())
          .put("case", action.caseId())
          .put("ageSeconds", action.worth().age().toSeconds())
          .put("costSoFar", Dollars.rounded(action.worth().costSoFar()))
          .put("dollarsPerHour", Dollars.rounded(action.worth().perHour()))
          .put("saves", Dollars.rounded(action.worth().saves()));
    }
    node.set("errors", JSON.valueToTree(report.errors()));
    node.put("apiCalls", report.apiCalls());
    node.put("dollarsPerHourEnded", Dollars.rounded(report.dollarsPerHourEnded()));
    node.put("dollarsSaved", Dollars.rounded(report.dollarsSaved()));
    return node;
  }

  /** A finished report as the store keeps it. */
  static PassRow row(Report report, Instant finishedAt) {
    var startedAt = report.startedAt() == null ? finishedAt : report.startedAt();
    return new PassRow(
        report.pass(),
        report.trigger(),
        report.plan(),
        report.status().label(),
        startedAt.toEpochMilli(),
        finishedAt.toEpochMilli(),
        null,
        encode(report).toString());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
