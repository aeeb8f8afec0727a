package io.github.e2breconciler.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.e2breconciler.cost.Dollars;
import io.github.e2breconciler.http.BadRequest;
import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.reap.Refusal;
import io.github.e2breconciler.store.AuditRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A case as the API shows it.
 *
 * @param owner who is named by the metadata that was judged, or null
 * @param costSoFar dollars, by estimate: what its run has cost until it was paused or closed, or
 *     until now
 * @param note why it stands where it stands
 * @param refusal what a guard last said to its next step, or null if none has since the daemon
 *     started
 * @param snoozedUntil until when a person wants its sandbox left alone, or null
 * @param evidence what was known when it was last judged
 * @param steps what happened, oldest first; absent where cases are listed
 */
record CaseView(
    String id,
    String sandbox,
    String account,
    @Nullable String owner,
    String policy,
    String condition,
    String action,
    String reason,
    String state,
    boolean open,
    Instant startedAt,
    Instant markedAt,
    Instant due,
    @Nullable Instant pausedAt,
    @Nullable Instant closedAt,
    @Nullable Instant approvedAt,
    @Nullable Instant snoozedUntil,
    int revivals,
    double costSoFar,
    double dollarsPerHour,
    String note,
    @Nullable Refusal refusal,
    Map<?, ?> evidence,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Step> steps) {

  private static final double MILLIS_PER_HOUR = 3_600_000;

  /**
   * One line of the audit.
   *
   * @param what a short stable word
   * @param detail what it rested on, or a note
   */
  record Step(Instant at, String what, Map<?, ?> detail) {

    static Step of(AuditRow row) {
      return new Step(
          Instant.ofEpochMilli(row.at()),
          row.what(),
          Json.read(row.detail().getBytes(UTF_8), Map.class));
    }
  }

  static CaseView of(
      Case subject,
      String ownerKey,
      double dollarsPerHour,
      @Nullable Refusal refusal,
      Instant now,
      @Nullable Instant snoozedUntil,
      @Nullable List<Step> steps) {
    var evidence = evidence(subject);
    return new CaseView(
        subject.id(),
        subject.key().sandbox().value(),
        subject.key().account().name(),
        owner(evidence, ownerKey),
        subject.policy(),
        subject.condition(),
        subject.action().label(),
        subject.reason(),
        subject.state().label(),
        subject.open(),
        subject.startedAt(),
        subject.markedAt(),
        subject.due(),
        subject.pausedAt(),
        subject.closedAt(),
        subject.approvedAt(),
        snoozedUntil,
        subject.revivals(),
        Dollars.rounded(dollarsPerHour * hours(subject, now)),
        Dollars.rounded(dollarsPerHour),
        subject.note(),
        refusal,
        evidence,
        steps);
  }

  /** Empty where it is unreadable: one such case must not hide all others. */
  private static Map<?, ?> evidence(Case subject) {
    try {
      return Json.read(subject.evidence().getBytes(UTF_8), Map.class);
    } catch (BadRequest _) {
      return Map.of();
    }
  }

  private static @Nullable String owner(Map<?, ?> evidence, String ownerKey) {
    return evidence.get("metadata") instanceof Map<?, ?> metadata
            && metadata.get(ownerKey) instanceof String owner
        ? owner
        : null;
  }

  private static double hours(Case subject, Instant now) {
    var pausedAt = subject.pausedAt();
    var closedAt = subject.closedAt();
    var until = pausedAt != null ? pausedAt : closedAt != null ? closedAt : now;
    return Math.max(0, Duration.between(subject.startedAt(), until).toMillis()) / MILLIS_PER_HOUR;
  }
}
