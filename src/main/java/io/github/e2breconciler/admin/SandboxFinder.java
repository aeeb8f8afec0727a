package io.github.e2breconciler.admin;

import io.github.e2breconciler.http.BadRequest;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the one sandbox that a request is about. */
record SandboxFinder(Inventory inventory, Accounts accounts) {

  /**
   * The sandbox that the segment {@code id} of the path names, in the account of the parameter
   * {@code account}.
   *
   * @throws Refused 404 if the mirror does not hold it
   * @throws BadRequest if several accounts have one of that id and none is named
   */
  Sandbox find(ServerRequest request) {
    Parameters.only(request, "account");
    var id = Parameters.sandbox(request, "id");
    var found = find(id, accounts.of(request));
    if (found.isEmpty()) {
      throw Refused.unknown("sandbox", id.value());
    }
    if (found.size() > 1) {
      var names =
          found.stream().map(each -> each.key().account().name()).collect(Collectors.joining(", "));
      throw new BadRequest("several accounts have it, name one by ?account= : " + names);
    }
    return found.getFirst();
  }

  /**
   * What the mirror holds by that id.
   *
   * @param account null: in any account
   */
  List<Sandbox> find(SandboxId id, @Nullable AccountId account) {
    var found = new ArrayList<Sandbox>();
    for (var each : accounts.sorted()) {
      var sandbox = inventory.find(new SandboxKey(each, id));
      if (sandbox != null && (account == null || account.equals(each))) {
        found.add(sandbox);
      }
    }
    return found;
  }
}
