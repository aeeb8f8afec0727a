package io.github.e2breconciler.sandbox;

/**
 * The id of a sandbox within its account.
 *
 * <p>E2B accepts {@code sandboxID-clientID} wherever an id goes and cuts it at the dash; old SDKs
 * store that form. Both spellings are one id here. Letters beyond {@code [a-z0-9]} are kept as they
 * come (E2B-compatible servers use underscores), but nothing that could change a URL.
 */
public record SandboxId(String value) implements Comparable<SandboxId> {

  private static final int MAX_LENGTH = 128;

  public SandboxId {
    if (!valid(value)) {
      throw new IllegalArgumentException("not a sandbox id: " + value);
    }
    var dash = value.indexOf('-');
    if (dash > 0) {
      value = value.substring(0, dash);
    }
  }

  /** Whether {@code value} is 1 to 128 letters, digits, underscores and dashes, no dash first. */
  public static boolean valid(String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH || value.charAt(0) == '-') {
      return false;
    }
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      var plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(SandboxId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
