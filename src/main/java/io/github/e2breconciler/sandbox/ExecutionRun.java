package io.github.e2breconciler.sandbox;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The account an ending event gives of the execution it ended.
 *
 * @param startedAt to the second, or null where the event lacks it
 * @param ran how long the execution ran, or null
 */
public record ExecutionRun(
    @Nullable Instant startedAt, @Nullable Size size, @Nullable Duration ran) {}
