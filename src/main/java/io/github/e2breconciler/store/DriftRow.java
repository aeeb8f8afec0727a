package io.github.e2breconciler.store;

import org.jspecify.annotations.Nullable;

/**
 * One disagreement between belief and E2B.
 *
 * @param happenedAt when E2B says, or we infer, that it came about
 * @param repairedAt null while open
 */
public record DriftRow(
    String id,
    String account,
    String sandbox,
    String kind,
    String source,
    long happenedAt,
    long detectedAt,
    @Nullable Long repairedAt,
    String detail) {}
