package io.github.e2breconciler.notify;

import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something a person should hear about one sandbox.
 *
 * @param id the same whenever the same thing is told again
 * @param at when it came to be so, by our clock
 * @param owner whose sandbox it is by its metadata, or null if that names nobody
 * @param caseId the case whose story this belongs to
 * @param action the step that is ahead, or that was taken: {@code notify}, {@code pause} or {@code
 *     kill}
 * @param due when that step may be taken at the earliest, by our clock; null unless it is ahead
 * @param reason why, as a sentence
 */
public record Notice(
    String id,
    Type type,
    Instant at,
    SandboxKey sandbox,
    @Nullable String owner,
    String caseId,
    String policy,
    String action,
    @Nullable Instant due,
    String reason) {

  /** What is told. */
  public enum Type {
    /** It is condemned, and for now nobody may end it. */
    CONDEMNED,
    /** It will be paused or killed, unless something changes. */
    ENDING,
    /** It was paused or killed by us, and seen to be. */
    ENDED,
    /** It cannot be finished without a human. */
    ESCALATED;

    /** The word of bodies and ids. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
