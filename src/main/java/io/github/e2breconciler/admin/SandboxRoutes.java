package io.github.e2breconciler.admin;

import io.github.e2breconciler.admin.AdminContext.Memory;
import io.github.e2breconciler.admin.AdminContext.Rules;
import io.github.e2breconciler.http.BadRequest;
import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.store.StoredEvent;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/sandboxes}: the mirror, and one sandbox of it with what was heard of it. */
final class SandboxRoutes implements HttpService {

  private static final int TIMELINE = 200;

  private final Memory memory;
  private final Rules rules;
  private final SandboxFinder finder;

  SandboxRoutes(Memory memory, Rules rules, SandboxFinder finder) {
    this.memory = memory;
    this.rules = rules;
    this.finder = finder;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/", this::list)
        .any("/", Listeners.allowOnly("GET"))
        .get("/{id}", this::find)
        .any("/{id}", Listeners.allowOnly("GET"));
  }

  /** In the order of their keys, so that pages neither repeat nor leave out what stays. */
  private void list(ServerRequest request, ServerResponse response) {
    Parameters.only(request, "state", "account", "owner", "limit", "after");
    var paging = Paging.of(request);
    var items =
        memory
            .inventory()
            .all()
            .filter(wanted(request))
            .filter(after(paging.after()))
            .sorted(Comparator.comparing(Sandbox::key))
            .limit(paging.limit() + 1L)
            .toList();
    var page = paging.cut(items, sandbox -> sandbox.key().toString());
    var views = page.items().stream().map(sandbox -> SandboxView.of(sandbox, rules, null)).toList();
    Json.send(response, Status.OK_200, new Paging.Page<>(views, page.next()));
  }

  private void find(ServerRequest request, ServerResponse response) {
    var sandbox = finder.find(request);
    Json.send(response, Status.OK_200, SandboxView.of(sandbox, rules, timeline(sandbox.key())));
  }

  /** The last of what was heard, oldest first. */
  private List<SandboxView.Moment> timeline(SandboxKey key) {
    var events =
        memory
            .store()
            .read(tx -> tx.events().of(key.account().name(), key.sandbox().value(), TIMELINE));
    return events.stream()
        .sorted(
            Comparator.comparingLong((StoredEvent event) -> event.row().at())
                .thenComparingLong(StoredEvent::seq))
        .map(event -> SandboxView.Moment.of(event.row()))
        .toList();
  }

  private Predicate<Sandbox> wanted(ServerRequest request) {
    var state = state(Parameters.text(request, "state"));
    var account = finder.accounts().of(request);
    var owner = Parameters.text(request, "owner");
    return sandbox ->
        (state == null || state == sandbox.state())
            && (account == null || account.equals(sandbox.key().account()))
            && (owner == null || owner.equals(sandbox.owner(rules.ownerKey())));
  }

  private static @Nullable State state(@Nullable String label) {
    if (label == null) {
      return null;
    }
    return Stream.of(State.values())
        .filter(state -> state.label().equals(label.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new BadRequest("unknown state: " + label));
  }

  private static Predicate<Sandbox> after(@Nullable String cursor) {
    if (cursor == null) {
      return _ -> true;
    }
    var slash = cursor.indexOf('/');
    var account = slash < 0 ? "" : cursor.substring(0, slash);
    var id = cursor.substring(slash + 1);
    if (!AccountId.valid(account) || !SandboxId.valid(id)) {
      throw new BadRequest("after is not account/sandbox: " + cursor);
    }
    var key = new SandboxKey(new AccountId(account), new SandboxId(id));
    return sandbox -> sandbox.key().compareTo(key) > 0;
  }
}
