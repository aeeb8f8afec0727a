package io.github.e2breconciler.inventory;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.store.DriftRow;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Drift as the store keeps it. */
final class DriftRows {

  private DriftRows() {}

  static DriftRow row(String id, Drift drift) {
    @Nullable Instant repairedAt = drift.repairedAt();
    return new DriftRow(
        id,
        drift.key().account().name(),
        drift.key().sandbox().value(),
        drift.kind().label(),
        drift.source().label(),
        drift.happenedAt().toEpochMilli(),
        drift.detectedAt().toEpochMilli(),
        repairedAt == null ? null : repairedAt.toEpochMilli(),
        drift.detail());
  }

  static Drift drift(DriftRow row) {
    @Nullable Long repairedAt = row.repairedAt();
    return new Drift(
        new SandboxKey(new AccountId(row.account()), new SandboxId(row.sandbox())),
        DriftKind.valueOf(name(row.kind())),
        Source.valueOf(name(row.source())),
        Instant.ofEpochMilli(row.happenedAt()),
        Instant.ofEpochMilli(row.detectedAt()),
        repairedAt == null ? null : Instant.ofEpochMilli(repairedAt),
        row.detail());
  }

  private static String name(String label) {
    return label.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
