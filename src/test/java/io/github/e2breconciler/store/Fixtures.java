package io.github.e2breconciler.store;

import java.time.Instant;

/** Rows and times that several tests use. */
final class Fixtures {

  static final Instant BIRTH = Instant.parse("2026-01-01T00:00:00Z");

  private Fixtures() {}

  static EventRow event(String id, String sandbox, long receivedAt) {
    return new EventRow(
        "a", id, "sandbox.lifecycle.killed", sandbox, receivedAt, receivedAt, "webhook", "{}");
  }
}
