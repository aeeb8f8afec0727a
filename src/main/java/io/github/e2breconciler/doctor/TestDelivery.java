package io.github.e2breconciler.doctor;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.doctor.Caller.Reply;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.webhook.SignatureScheme;
import io.github.e2breconciler.webhook.TestEvent;
import java.net.URI;
import java.time.Instant;
import java.util.Set;

/**
 * One event that E2B might have sent: the end of a sandbox that there never was.
 *
 * <p>The sandbox is the same each time, so that all of them leave one tombstone.
 */
final class TestDelivery {

  static final String SANDBOX = "e2breconcilerdoctor";

  private final Set<SignatureScheme> accepted;
  private final byte[] body;

  /**
   * A new event, whose id nothing else has.
   *
   * @param accepted how it may be signed, at least one
   */
  TestDelivery(Set<SignatureScheme> accepted, Instant now) {
    this.accepted = Set.copyOf(accepted);
    this.body = TestEvent.body("kill", new SandboxId(SANDBOX), now, "doctor-" + now);
  }

  Reply send(Caller caller, URI url, Secret secret) {
    var scheme =
        accepted.contains(SignatureScheme.E2B) ? SignatureScheme.E2B : accepted.iterator().next();
    return caller.post(url, TestEvent.headers(secret, body, scheme), body);
  }
}
