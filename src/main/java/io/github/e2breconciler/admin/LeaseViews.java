package io.github.e2breconciler.admin;

import io.github.e2breconciler.admin.AdminContext.Memory;
import io.github.e2breconciler.admin.AdminContext.Rules;
import io.github.e2breconciler.lease.Lease;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Leases as the API shows them, beside what the mirror holds of their sandboxes. */
record LeaseViews(Memory memory, Rules rules, Accounts accounts) {

  /** The word for a sandbox that is being ended right now. */
  static final String ENDING = "ending";

  /**
   * The lease of a sandbox.
   *
   * @param account null: in every account
   * @param clippedTo when an age limit may end the sandbox all the same, or null
   */
  record SandboxLease(
      String sandbox,
      @Nullable String account,
      String holder,
      Instant expiresAt,
      @Nullable Instant clippedTo) {}

  /**
   * The lease of an owner.
   *
   * @param account null: in every account
   * @param ending its sandboxes that are being ended right now, too late for this lease
   */
  record OwnerLease(
      String owner,
      @Nullable String account,
      String holder,
      Instant expiresAt,
      List<String> ending) {}

  SandboxLease sandbox(Lease lease) {
    var key = lease.key();
    return new SandboxLease(
        key.subject(), name(key.account()), lease.holder(), lease.expiresAt(), clippedTo(lease));
  }

  OwnerLease owner(Lease lease) {
    var key = lease.key();
    return new OwnerLease(
        key.subject(), name(key.account()), lease.holder(), lease.expiresAt(), ending(lease));
  }

  private @Nullable Instant clippedTo(Lease lease) {
    var key = lease.key();
    return new SandboxFinder(memory.inventory(), accounts)
        .find(new SandboxId(key.subject()), key.account()).stream()
            .map(rules.policies()::clippedTo)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null);
  }

  private List<String> ending(Lease lease) {
    var open = new HashSet<SandboxKey>();
    memory
        .store()
        .read(tx -> tx.intents().open())
        .forEach(intent ->
            open.add(
                new SandboxKey(new AccountId(intent.account()), new SandboxId(intent.sandbox()))));
    var ending = new ArrayList<String>();
    for (var key : open) {
      var sandbox = memory.inventory().find(key);
      if (sandbox != null && isOf(lease, sandbox)) {
        ending.add(key.sandbox().value());
      }
    }
    ending.sort(Comparator.naturalOrder());
    return List.copyOf(ending);
  }

  private boolean isOf(Lease lease, Sandbox sandbox) {
    var account = lease.key().account();
    return lease.key().subject().equals(sandbox.owner(rules.ownerKey()))
        && (account == null || account.equals(sandbox.key().account()));
  }

  private static @Nullable String name(@Nullable AccountId account) {
    return account == null ? null : account.name();
  }
}
