package io.github.e2breconciler.admin;

import io.github.e2breconciler.admin.AdminContext.Memory;
import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.store.DriftRow;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /api/drift}: the disagreements that stand, and those found lately. */
final class DriftRoutes implements HttpService {

  private static final Comparator<DriftView> NEWEST_FIRST =
      Comparator.comparing(DriftView::detectedAt).thenComparing(DriftView::id).reversed();

  private final Memory memory;
  private final InstantSource clock;

  DriftRoutes(Memory memory, InstantSource clock) {
    this.memory = memory;
    this.clock = clock;
  }

  /**
   * A disagreement as the API shows it.
   *
   * @param ageSeconds from the change at E2B to its repair, or until now while it is open
   * @param announcement whether the webhook that should have told it came: {@code awaited}, {@code
   *     late} or {@code lost}; null where none tells this kind, and for what was found before the
   *     daemon started
   */
  record DriftView(
      String id,
      String sandbox,
      String account,
      String kind,
      String source,
      boolean open,
      Duration ageSeconds,
      @Nullable String announcement,
      Instant happenedAt,
      Instant detectedAt,
      @Nullable Instant repairedAt,
      String detail) {}

  @Override
  public void routing(HttpRules rules) {
    rules.get("/", this::list).any("/", Listeners.allowOnly("GET"));
  }

  private void list(ServerRequest request, ServerResponse response) {
    Parameters.only(request, "limit", "after");
    var held = memory.drifts().recent().stream().map(this::view).sorted(NEWEST_FIRST).toList();
    var page = Paging.of(request).newestFirst(held, this::stored, DriftView::id);
    Json.send(response, Status.OK_200, page);
  }

  private DriftView view(DriftLog.Entry entry) {
    var drift = entry.drift();
    var repairedAt = drift.repairedAt();
    return new DriftView(
        entry.id(),
        drift.key().sandbox().value(),
        drift.key().account().name(),
        drift.kind().label(),
        drift.source().label(),
        repairedAt == null,
        age(drift.happenedAt(), repairedAt == null ? clock.instant() : repairedAt),
        announcement(entry.announcement()),
        drift.happenedAt(),
        drift.detectedAt(),
        repairedAt,
        drift.detail());
  }

  private List<DriftView> stored(@Nullable String after, int limit) {
    return memory.store().read(tx -> tx.drifts().recent(limit, after)).stream()
        .map(DriftRoutes::view)
        .toList();
  }

  /** One of an earlier life of the daemon; what stood then was looked at anew since. */
  private static DriftView view(DriftRow row) {
    var happenedAt = Instant.ofEpochMilli(row.happenedAt());
    var detectedAt = Instant.ofEpochMilli(row.detectedAt());
    var repairedAt = row.repairedAt() == null ? null : Instant.ofEpochMilli(row.repairedAt());
    return new DriftView(
        row.id(),
        row.sandbox(),
        row.account(),
        row.kind(),
        row.source(),
        false,
        age(happenedAt, repairedAt == null ? detectedAt : repairedAt),
        null,
        happenedAt,
        detectedAt,
        repairedAt,
        row.detail());
  }

  private static Duration age(Instant from, Instant to) {
    return to.isAfter(from) ? Duration.between(from, to) : Duration.ZERO;
  }

  private static @Nullable String announcement(DriftLog.Announcement announcement) {
    return switch (announcement) {
      case AWAITED, LATE, LOST -> announcement.name().toLowerCase(Locale.ROOT);
      case NONE -> null;
    };
  }
}
