package io.github.e2breconciler.e2b;

import java.io.Serial;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A call to E2B that brought no answer we can use. Its message never holds a body or a key. */
public final class E2bException extends RuntimeException {

  /** Why, as a bounded set: the outcome label of the metrics. */
  public enum Kind {
    /**
     * No connection, a reset, a 5xx, or a body that never ended. Nothing is known of the effect.
     */
    UNAVAILABLE,
    /** The total deadline passed. Nothing is known of the effect. */
    TIMEOUT,
    /** 429. */
    RATE_LIMITED,
    /** 401 or 403: the key is wrong, or the team is blocked. */
    UNAUTHORISED,
    /** Another 4xx: E2B will not do that. */
    REFUSED,
    /** Not the JSON that was promised. */
    MALFORMED,
    /** The account has no such route: self-hosted. */
    UNSUPPORTED,
    /** Not sent: the circuit is open. */
    CIRCUIT_OPEN,
    /** Not sent: no permit, or no connection, within the deadline. */
    THROTTLED;

    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** E2B answered that it did not do it. */
    public boolean refused() {
      return this == RATE_LIMITED || this == UNAUTHORISED || this == REFUSED || this == UNSUPPORTED;
    }

    /** The request never left, so nothing can have happened. */
    public boolean neverSent() {
      return this == CIRCUIT_OPEN || this == THROTTLED;
    }
  }

  @Serial private static final long serialVersionUID = 1L;

  private final Kind kind;

  public E2bException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public E2bException(Kind kind, String message) {
    this(kind, message, null);
  }

  public Kind kind() {
    return kind;
  }
}
