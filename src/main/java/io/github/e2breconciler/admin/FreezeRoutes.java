package io.github.e2breconciler.admin;

import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.FreezeRow;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/freeze}: the latch that stops everything destructive until a person lifts it. */
final class FreezeRoutes implements HttpService {

  private final Freezes freezes;
  private final Accounts accounts;

  FreezeRoutes(Freezes freezes, Accounts accounts) {
    this.freezes = freezes;
    this.accounts = accounts;
  }

  /**
   * What to latch or lift, and why.
   *
   * @param account null: everything
   */
  record Change(@Nullable String reason, @Nullable String account) {}

  /**
   * The latches.
   *
   * @param frozen whether any holds
   * @param reason of the latch over everything, else of the first account's; null if none holds
   */
  record FreezeView(
      boolean frozen,
      @Nullable String reason,
      @Nullable String cause,
      @Nullable Instant since,
      List<AccountLine> accounts) {}

  /** Whether an account is frozen, by its own latch or by the one over everything. */
  record AccountLine(
      String account,
      boolean frozen,
      @Nullable String reason,
      @Nullable String cause,
      @Nullable Instant since) {

    static AccountLine of(String account, @Nullable FreezeRow row) {
      return row == null
          ? new AccountLine(account, false, null, null, null)
          : new AccountLine(
              account, true, row.reason(), row.cause(), Instant.ofEpochMilli(row.since()));
    }
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/", (_, response) -> answer(response))
        .put("/", this::freeze)
        .delete("/", this::lift)
        .any("/", Listeners.allowOnly("GET, PUT, DELETE"));
  }

  private void freeze(ServerRequest request, ServerResponse response) {
    Parameters.only(request);
    var asked = Json.read(request, Change.class);
    var reason = Parameters.reason(asked.reason());
    freezes.freeze(accounts.named(asked.account()), reason, Freezes.HUMAN);
    answer(response);
  }

  private void lift(ServerRequest request, ServerResponse response) {
    Parameters.only(request);
    var asked = Json.read(request, Change.class);
    var reason = Parameters.reason(asked.reason());
    freezes.lift(accounts.named(asked.account()), reason);
    answer(response);
  }

  private void answer(ServerResponse response) {
    var latches = freezes.all().stream().sorted(Comparator.comparing(FreezeRow::account)).toList();
    var lines = accounts.sorted().stream().map(account -> line(account, latches)).toList();
    var first =
        latches.isEmpty() ? AccountLine.of("", null) : AccountLine.of("", latches.getFirst());
    Json.send(
        response,
        Status.OK_200,
        new FreezeView(first.frozen(), first.reason(), first.cause(), first.since(), lines));
  }

  /** Its own latch before the one over everything: lifting the latter would leave it. */
  private static AccountLine line(AccountId account, List<FreezeRow> latches) {
    for (var latch : latches.reversed()) { // the one over everything comes last
      if (isOf(latch, account) || latch.account().isEmpty()) {
        return AccountLine.of(account.name(), latch);
      }
    }
    return AccountLine.of(account.name(), null);
  }

  private static boolean isOf(FreezeRow row, AccountId account) {
    return row.account().equals(account.name());
  }
}
