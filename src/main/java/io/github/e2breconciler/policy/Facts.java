package io.github.e2breconciler.policy;

import io.github.e2breconciler.sandbox.Sandbox;
import java.time.Instant;

/**
 * All that a judgement may rest on.
 *
 * @param now by E2B's clock, so that it compares with {@code startedAt} and {@code endAt}
 */
public record Facts(Sandbox sandbox, LeaseState lease, Instant now) {}
