package io.github.e2breconciler.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A key, token or signing secret: never printed, compared in constant time. */
public final class Secret {

  /** Letters of ASCII; spaces at the ends are cut on the way. */
  private static final Pattern HEADER = Pattern.compile("[!-~]([ -~]*[!-~])?");

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * Wraps a secret.
   *
   * @throws IllegalArgumentException if {@code value} is empty
   */
  public static Secret of(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a secret is empty");
    }
    return new Secret(value);
  }

  /** The secret in the clear, for the header or digest that needs it. */
  public String reveal() {
    return value;
  }

  /** Whether the header of a request brings it as it is. */
  public boolean fitsHeader() {
    return HEADER.matcher(value).matches();
  }

  /** The secret's UTF-8 bytes, a fresh copy. */
  public byte[] bytes() {
    return value.getBytes(UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
