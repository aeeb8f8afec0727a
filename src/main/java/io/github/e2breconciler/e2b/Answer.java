package io.github.e2breconciler.e2b;

import io.github.e2breconciler.e2b.E2bException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer of E2B, or of something in between: its body is not to be trusted, nor printed.
 */
final class Answer {

  private static final String REFUSED_KEY =
      ": E2B refused the key (401): check E2B_API_KEY or api-key-file";

  private final Operation operation;
  private final int status;
  private final Headers headers;
  private final byte[] body;
  private final Instant asOf;

  /** {@code asOf} is when the request was sent, by E2B's clock. */
  Answer(Operation operation, int status, Headers headers, byte[] body, Instant asOf) {
    this.operation = operation;
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.asOf = asOf;
  }

  int status() {
    return status;
  }

  /**
   * Reads the promised array.
   *
   * @throws E2bException when the status or the body is not what was promised
   */
  <T> Json.Rows<T> array(Json.RowReader<T> reader) {
    expect(200);
    try {
      return Json.array(body, reader);
    } catch (UnreadableException e) {
      throw unusable(e);
    }
  }

  /** Reads the promised object; fails as {@link #array} does, and when it lacks what we need. */
  <T> T object(int promised, Json.RowReader<T> reader) {
    expect(promised);
    try {
      @Nullable T value = Json.object(body, reader);
      if (value == null) {
        throw malformed("an object that lacks what we need");
      }
      return value;
    } catch (UnreadableException e) {
      throw unusable(e);
    }
  }

  void expect(int promised) {
    if (status != promised) {
      throw failure();
    }
  }

  /** The bytes between two offsets of the body. */
  byte[] slice(long from, long to) {
    return Arrays.copyOfRange(body, Math.toIntExact(from), Math.toIntExact(to));
  }

  Instant asOf() {
    return asOf;
  }

  /** A header's value, or null where it is absent or empty. */
  @Nullable String header(String name) {
    String value = headers.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /**
   * Whether E2B itself answered with this error. A gateway that knows nothing of sandboxes answers
   * 404 as well; only E2B's own words are an absence.
   */
  boolean isError(int expected) {
    return status == expected && E2bError.of(body).code() == expected;
  }

  /** Whether E2B says that it was set up without the asked route's service. */
  boolean isNotProvided() {
    return status == 404 || (status == 503 && E2bError.of(body).notProvided());
  }

  /** What this answer is instead of the one that was promised. */
  E2bException failure() {
    var kind =
        switch (status) {
          case 401, 403 -> Kind.UNAUTHORISED;
          case 404, 409 -> isError(status) ? Kind.REFUSED : Kind.MALFORMED;
          case 408 -> Kind.UNAVAILABLE;
          case 429 -> Kind.RATE_LIMITED;
          default -> {
            if (status >= 500) {
              yield Kind.UNAVAILABLE;
            }
            yield status >= 400 ? Kind.REFUSED : Kind.MALFORMED;
          }
        };
    return new E2bException(kind, operation.label() + (status == 401 ? REFUSED_KEY : plain()));
  }

  private String plain() {
    return " answered " + status;
  }

  E2bException malformed(String what) {
    return new E2bException(Kind.MALFORMED, with(what));
  }

  private E2bException unusable(UnreadableException e) {
    return new E2bException(e.cutOff() ? Kind.UNAVAILABLE : Kind.MALFORMED, with(e.getMessage()));
  }

  private String with(@Nullable String what) {
    return operation.label() + " answered " + status + " with " + what;
  }

  /** How long E2B asks us to wait, or zero: seconds, or a date compared with the answer's own. */
  Duration retryAfter() {
    if (status != 429 && status != 503) {
      return Duration.ZERO;
    }
    String value = header("Retry-After");
    if (value == null) {
      return Duration.ZERO;
    }
    if (value.length() <= 9 && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Duration.ofSeconds(Integer.parseInt(value));
    }
    Instant until = date(value);
    if (until == null) {
      return Duration.ZERO;
    }
    Instant now = date();
    var wait = Duration.between(now == null ? asOf : now, until);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  /** When it was written, by E2B's clock to the second, or null. */
  private @Nullable Instant date() {
    String value = header("Date");
    return value == null ? null : date(value);
  }

  static @Nullable Instant date(String value) {
    try {
      return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
