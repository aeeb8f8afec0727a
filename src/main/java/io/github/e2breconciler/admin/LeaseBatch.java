package io.github.e2breconciler.admin;

import io.github.e2breconciler.admin.Paging.Page;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.lease.Renewal;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Heartbeats for many sandboxes at once: one that is wrong does not cost the others theirs.
 *
 * @param sandboxes as sent, in any spelling
 */
record LeaseBatch(@Nullable AccountId account, List<@Nullable String> sandboxes) {

  /**
   * What became of one of them, in the order they were sent.
   *
   * @param sandbox as sent if it is no id; null if it was null
   * @param error null if it was taken
   */
  record Item(
      @Nullable String sandbox,
      @Nullable Instant expiresAt,
      @Nullable Instant clippedTo,
      @Nullable String error) {}

  /** The leases to renew: those of all that are ids. */
  List<LeaseKey> keys() {
    var keys = new ArrayList<LeaseKey>(sandboxes.size());
    for (var text : sandboxes) {
      if (text != null && SandboxId.valid(text)) {
        keys.add(LeaseKey.sandbox(account, new SandboxId(text)));
      }
    }
    return keys;
  }

  /** One item each, given what became of the {@link #keys}. */
  Page<Item> answer(List<Renewal> renewals, LeaseViews views) {
    var each = renewals.iterator();
    var items = new ArrayList<Item>(sandboxes.size());
    for (var text : sandboxes) {
      items.add(
          text != null && SandboxId.valid(text)
              ? item(each.next(), views)
              : new Item(text, null, null, "not a sandbox id"));
    }
    return new Page<>(items, null);
  }

  private static Item item(Renewal renewal, LeaseViews views) {
    return switch (renewal) {
      case Renewal.Renewed(var lease) -> {
        var view = views.sandbox(lease);
        yield new Item(view.sandbox(), view.expiresAt(), view.clippedTo(), null);
      }
      case Renewal.Ending(var key) -> new Item(key.subject(), null, null, LeaseViews.ENDING);
    };
  }
}
