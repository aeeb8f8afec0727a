package io.github.e2breconciler.sandbox;

import java.util.regex.Pattern;

/** One E2B team as the configuration names it; safe in a path, a label and a log line. */
public record AccountId(String name) implements Comparable<AccountId> {

  private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  public AccountId {
    if (!valid(name)) {
      throw new IllegalArgumentException("not an account name: " + name);
    }
  }

  /** Whether {@code name} is lower-case letters, digits and dashes, at most 63 of them. */
  public static boolean valid(String name) {
    return VALID.matcher(name).matches();
  }

  @Override
  public int compareTo(AccountId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
