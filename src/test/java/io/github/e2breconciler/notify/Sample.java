package io.github.e2breconciler.notify;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.testing.FakeClock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Notices to send in tests. */
final class Sample {

  static final Instant DUE = FakeClock.START.plusSeconds(300);

  private Sample() {}

  /** A pause that is five minutes ahead at {@link FakeClock#START}. */
  static Notice ending(String id) {
    return notice(id, Notice.Type.ENDING, "pause", DUE, "job-42");
  }

  static Notice notice(
      String id, Notice.Type type, String action, @Nullable Instant due, @Nullable String owner) {
    return new Notice(
        id,
        type,
        FakeClock.START,
        new SandboxKey(new AccountId("default"), new SandboxId("iabc")),
        owner,
        "case-1",
        "crashed-workers",
        action,
        due,
        "its lease expired");
  }
}
