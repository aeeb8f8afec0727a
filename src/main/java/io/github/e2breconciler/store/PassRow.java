package io.github.e2breconciler.store;

import org.jspecify.annotations.Nullable;

/**
 * One reconcile run.
 *
 * @param report JSON as the admin API answers it
 */
public record PassRow(
    String id,
    String trigger,
    boolean plan,
    String status,
    long startedAt,
    @Nullable Long finishedAt,
    @Nullable Long approvedAt,
    String report) {}
