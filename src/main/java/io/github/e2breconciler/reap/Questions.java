package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Words what guards are asked: of what we believe, and once more of what the final read shows. */
final class Questions {

  private final ReapContext context;

  Questions(ReapContext context) {
    this.context = context;
  }

  /** By what we believe; where we believe nothing, of one whose state is unknown. */
  Question believed(Case subject, Action step, Standing standing, Ticket ticket) {
    var sandbox = context.inventory().find(subject.key());
    return question(
        subject, step, sandbox == null ? unknown(subject) : sandbox, null, standing, ticket);
  }

  /**
   * The same by the final read.
   *
   * @param readAt when it was sent, by our clock
   * @param asOf the same by E2B's
   */
  Question read(Question believed, SandboxRow row, Instant readAt, Instant asOf) {
    var subject = believed.subject();
    var sandbox =
        new Sandbox(
            subject.key(),
            row.state(),
            row.template(),
            row.metadata(),
            row.startedAt(),
            row.endAt(),
            row.size(),
            null,
            asOf,
            Source.READ);
    return question(
        subject, believed.step(), sandbox, readAt, believed.standing(), believed.ticket());
  }

  /** The same by what was told of it since the final read was sent; null if nothing was. */
  @Nullable Question since(Question read) {
    var subject = read.subject();
    var known = context.inventory().find(subject.key());
    return known == null || !known.observedAt().isAfter(read.sandbox().observedAt())
        ? null
        : question(subject, read.step(), known, read.readAt(), read.standing(), read.ticket());
  }

  private Question question(
      Case subject,
      Action step,
      Sandbox sandbox,
      @Nullable Instant readAt,
      Standing standing,
      Ticket ticket) {
    return new Question(
        subject,
        step,
        sandbox,
        readAt,
        context.leases().stateOf(sandbox, standing.skew()),
        context.policies().byName(subject.policy()),
        standing,
        context.clock().instant(),
        ticket);
  }

  private static Sandbox unknown(Case subject) {
    return new Sandbox(
        subject.key(),
        State.UNKNOWN,
        "",
        Map.of(),
        null,
        null,
        null,
        null,
        Instant.EPOCH,
        Source.STORE);
  }
}
