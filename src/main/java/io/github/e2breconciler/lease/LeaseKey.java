package io.github.e2breconciler.lease;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a lease is for.
 *
 * @param account null: in every account
 * @param subject the sandbox's id, or the owner's name as metadata has it
 */
public record LeaseKey(Kind kind, @Nullable AccountId account, String subject) {

  /** Whether it speaks for one sandbox or for all of an owner's. */
  public enum Kind {
    SANDBOX,
    OWNER;

    /** The word of rows and metric labels. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static LeaseKey sandbox(@Nullable AccountId account, SandboxId sandbox) {
    return new LeaseKey(Kind.SANDBOX, account, sandbox.value());
  }

  public static LeaseKey owner(@Nullable AccountId account, String owner) {
    return new LeaseKey(Kind.OWNER, account, owner);
  }

  /** Whether it may speak for a sandbox of an account. */
  boolean concerns(AccountId id) {
    return account == null || account.equals(id);
  }

  String accountText() {
    return account == null ? "" : account.name();
  }
}
