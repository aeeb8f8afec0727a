package io.github.e2breconciler.inventory;

import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One disagreement between belief and E2B.
 *
 * @param source what showed it
 * @param happenedAt when E2B changed, as it says or as we infer at best; E2B's clock
 * @param detectedAt our clock
 * @param repairedAt our clock; null while open
 * @param detail one sentence for people
 */
public record Drift(
    SandboxKey key,
    DriftKind kind,
    Source source,
    Instant happenedAt,
    Instant detectedAt,
    @Nullable Instant repairedAt,
    String detail) {

  /** From the change at E2B to its detection; never negative. */
  public Duration age() {
    var age = Duration.between(happenedAt, detectedAt);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
