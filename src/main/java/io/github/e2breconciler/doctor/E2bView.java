package io.github.e2breconciler.doctor;

import io.github.e2breconciler.AccountSettings;
import io.github.e2breconciler.e2b.E2bApi;
import io.github.e2breconciler.e2b.E2bApi.FeedPage;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookEntry;
import io.github.e2breconciler.e2b.ListWalk;
import io.github.e2breconciler.e2b.ListWalk.Walk;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What E2B answers one account, each route asked once.
 *
 * @param skewMillis how far E2B's clock is ahead of ours, or null where it never answered
 */
record E2bView(
    AccountSettings account,
    Tried<Listed> list,
    Tried<FeedPage> feed,
    Tried<List<WebhookEntry>> webhooks,
    @Nullable Long skewMillis) {

  private static final int FEED_ROWS = 10; // enough to meet one that names its team
  private static final int WALKS = 3; // births and ends during a walk can make a sound one fail

  /** A walk and what it showed, each sandbox once. */
  record Listed(Walk walk, List<SandboxRow> rows) {
    Listed {
      rows = List.copyOf(rows);
    }
  }

  /** Asks. Where the list fails nothing else is asked for: it would fail the same way. */
  static E2bView take(AccountSettings account, E2bApi api) {
    var list = Tried.of(() -> list(api));
    if (list instanceof Tried.Failure(var cause)) {
      return new E2bView(
          account,
          list,
          new Tried.Failure<>(cause),
          new Tried.Failure<>(cause),
          api.health().clockSkewMillis());
    }
    return new E2bView(
        account,
        list,
        Tried.of(() -> api.events(0, FEED_ROWS, Set.of())),
        Tried.of(api::webhooks),
        api.health().clockSkewMillis());
  }

  private static Listed list(E2bApi api) {
    var listed = walk(api);
    for (var i = 1; i < WALKS && !listed.walk().complete(); i++) {
      listed = walk(api);
    }
    return listed;
  }

  private static Listed walk(E2bApi api) {
    var rows = new LinkedHashMap<SandboxId, SandboxRow>();
    var walk =
        new ListWalk().walk(api, (page, _) -> page.forEach(row -> rows.put(row.sandbox(), row)));
    return new Listed(walk, List.copyOf(rows.values()));
  }

  /** The start of what a line is about. */
  String name(String what) {
    return account.id() + " " + what;
  }

  /** Whether E2B let us see the list, without which the rest says nothing. */
  boolean reached() {
    return list instanceof Tried.Answer;
  }

  /** The teams that an event or a webhook names: one, or none where nothing happened yet. */
  Set<String> teams() {
    var teams = new TreeSet<String>();
    if (feed instanceof Tried.Answer(var page)) {
      page.events().forEach(event -> teams.add(event.header().team()));
    }
    if (webhooks instanceof Tried.Answer(var entries)) {
      entries.forEach(entry -> teams.add(entry.team()));
    }
    teams.remove("");
    return teams;
  }
}
