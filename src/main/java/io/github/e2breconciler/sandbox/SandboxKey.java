package io.github.e2breconciler.sandbox;

import java.util.Comparator;

/** A sandbox of one account: what every table, cache and case is keyed by. */
public record SandboxKey(AccountId account, SandboxId sandbox) implements Comparable<SandboxKey> {

  private static final Comparator<SandboxKey> ORDER =
      Comparator.comparing(SandboxKey::account).thenComparing(SandboxKey::sandbox);

  @Override
  public int compareTo(SandboxKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return account + "/" + sandbox;
  }
}
