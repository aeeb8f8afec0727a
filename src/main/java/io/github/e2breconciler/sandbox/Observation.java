package io.github.e2breconciler.sandbox;

import java.time.Instant;

/**
 * Something learned about one sandbox, with the time it speaks for on E2B's clock.
 *
 * <p>Times: {@code asOf} is when the request was sent, our clock corrected by E2B's {@code Date}
 * header; a read never speaks for anything later.
 */
public sealed interface Observation {

  SandboxId sandbox();

  Source source();

  /** The time this observation speaks for. */
  Instant asOf();

  /** An event, by whatever way it came. {@code receivedAt} is by our clock. */
  record Heard(LifecycleEvent event, Source source, Instant receivedAt) implements Observation {
    @Override
    public SandboxId sandbox() {
      return event.sandbox();
    }

    @Override
    public Instant asOf() {
      return event.at();
    }
  }

  /** A list row or a single read showed it. */
  record Seen(SandboxRow row, Source source, Instant asOf) implements Observation {
    @Override
    public SandboxId sandbox() {
      return row.sandbox();
    }
  }

  /** A single read answered 404: unknown, deleted, or being killed right now. */
  record NotFound(SandboxId sandbox, Instant asOf) implements Observation {
    @Override
    public Source source() {
      return Source.READ;
    }
  }

  /**
   * A complete walk did not show it. {@code asOf} is when the walk began; only complete walks make
   * this observation.
   */
  record Absent(SandboxId sandbox, Instant asOf) implements Observation {
    @Override
    public Source source() {
      return Source.LIST;
    }
  }

  /**
   * Proof that it has ended: repeated 404s after a kill of ours, as the verification of that kill
   * demands them.
   */
  record ProvenGone(SandboxId sandbox, Instant asOf) implements Observation {
    @Override
    public Source source() {
      return Source.READ;
    }
  }
}
