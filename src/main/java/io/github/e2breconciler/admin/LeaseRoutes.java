package io.github.e2breconciler.admin;

import io.github.e2breconciler.http.BadRequest;
import io.github.e2breconciler.http.BearerToken;
import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.lease.Lease;
import io.github.e2breconciler.lease.LeaseBook;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.lease.Renewal;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/leases} and {@code /api/owners}: heartbeats, for sandboxes and for owners.
 *
 * <p>What is answered with 200 is durable. The daemon has them on the admin port, where the door
 * asks for a token, and at will on the webhook port, where they ask themselves and show nothing
 * that was not just sent.
 */
final class LeaseRoutes implements HttpService {

  private static final String SANDBOX = "/leases/{sandbox}";
  private static final String OWNER = "/owners/{+owner}"; // a name may hold slashes
  private static final String ACCOUNT = "account";
  private static final int MAX_BATCH = 1_000;
  private static final int MAX_NAME = 256;

  private final LeaseBook leases;
  private final LeaseViews views;
  private final Accounts accounts;
  private final @Nullable BearerToken token;

  private LeaseRoutes(AdminContext context, @Nullable BearerToken token) {
    this.leases = context.memory().leases();
    this.accounts = context.accounts();
    this.views = new LeaseViews(context.memory(), context.rules(), accounts);
    this.token = token;
  }

  /** Behind the door of the admin port. */
  static LeaseRoutes behindTheDoor(AdminContext context) {
    return new LeaseRoutes(context, null);
  }

  /** Where everybody can knock: renewing and ending, and only with the token. */
  static LeaseRoutes inPublic(AdminContext context, BearerToken token) {
    return new LeaseRoutes(context, token);
  }

  /** A heartbeat; {@code holder} tells apart who holds the same lease, and may be missing. */
  record Heartbeat(@Nullable String ttl, @Nullable String holder) {}

  /** Many heartbeats. */
  record Batch(
      @Nullable List<@Nullable String> sandboxes, @Nullable String ttl, @Nullable String holder) {}

  @Override
  public void routing(HttpRules rules) {
    var inPublic = token != null;
    rules
        .post("/leases", guarded(this::renewMany))
        .any("/leases", Listeners.allowOnly("POST"))
        .put(SANDBOX, guarded(this::renewSandbox))
        .delete(SANDBOX, guarded(this::endSandbox))
        .put(OWNER, guarded(this::renewOwner))
        .delete(OWNER, guarded(this::endOwner));
    if (!inPublic) {
      rules.get(SANDBOX, this::showSandbox).get(OWNER, this::showOwner);
    }
    var methods = inPublic ? "PUT, DELETE" : "GET, PUT, DELETE";
    rules.any(SANDBOX, Listeners.allowOnly(methods)).any(OWNER, Listeners.allowOnly(methods));
  }

  private void renewSandbox(ServerRequest request, ServerResponse response) {
    var asked = Json.read(request, Heartbeat.class);
    var renewal =
        leases
            .renew(List.of(sandboxKey(request)), ttl(asked.ttl()), holder(asked.holder()))
            .getFirst();
    switch (renewal) {
      case Renewal.Renewed(var lease) -> Json.send(response, Status.OK_200, views.sandbox(lease));
      case Renewal.Ending _ -> Json.error(response, Status.CONFLICT_409, LeaseViews.ENDING);
    }
  }

  private void renewMany(ServerRequest request, ServerResponse response) {
    Parameters.only(request, ACCOUNT);
    var asked = Json.read(request, Batch.class);
    var sandboxes = asked.sandboxes();
    if (sandboxes == null) {
      throw new BadRequest("sandboxes is missing");
    }
    if (sandboxes.size() > MAX_BATCH) {
      throw new BadRequest("sandboxes has %d, more than %d".formatted(sandboxes.size(), MAX_BATCH));
    }
    var batch = new LeaseBatch(accounts.meant(request), sandboxes);
    var renewals = leases.renew(batch.keys(), ttl(asked.ttl()), holder(asked.holder()));
    Json.send(response, Status.OK_200, batch.answer(renewals, views));
  }

  private void showSandbox(ServerRequest request, ServerResponse response) {
    @Nullable Lease lease = latest(sandboxKey(request));
    if (lease == null) {
      throw Refused.unknown("lease", Parameters.segment(request, "sandbox"));
    }
    Json.send(response, Status.OK_200, views.sandbox(lease));
  }

  private void endSandbox(ServerRequest request, ServerResponse response) {
    Parameters.noBody(request);
    scoped(sandboxKey(request)).forEach(leases::end);
    showSandbox(request, response);
  }

  /** The lease that holds for longest among those which a key that names no account means. */
  private @Nullable Lease latest(LeaseKey key) {
    return scoped(key)
        .map(leases::find)
        .flatMap(Stream::ofNullable)
        .max(Comparator.comparing(Lease::expiresAt))
        .orElse(null);
  }

  /** The key, and where it names no account those of each; what one of them holds is held. */
  private Stream<LeaseKey> scoped(LeaseKey key) {
    return key.account() != null
        ? Stream.of(key)
        : Stream.concat(
            Stream.of(key),
            accounts.sorted().stream()
                .map(account -> new LeaseKey(key.kind(), account, key.subject())));
  }

  private void renewOwner(ServerRequest request, ServerResponse response) {
    var asked = Json.read(request, Heartbeat.class);
    leases.renew(List.of(ownerKey(request)), ttl(asked.ttl()), holder(asked.holder()));
    showOwner(request, response);
  }

  private void showOwner(ServerRequest request, ServerResponse response) {
    @Nullable Lease lease = leases.find(ownerKey(request));
    if (lease == null) {
      throw Refused.unknown("lease", Parameters.segment(request, "owner"));
    }
    Json.send(response, Status.OK_200, views.owner(lease));
  }

  private void endOwner(ServerRequest request, ServerResponse response) {
    Parameters.noBody(request);
    leases.end(ownerKey(request));
    showOwner(request, response);
  }

  private LeaseKey sandboxKey(ServerRequest request) {
    Parameters.only(request, ACCOUNT);
    var _ = Parameters.rest(request, "/leases/", "sandbox");
    return LeaseKey.sandbox(accounts.meant(request), Parameters.sandbox(request, "sandbox"));
  }

  private LeaseKey ownerKey(ServerRequest request) {
    Parameters.only(request, ACCOUNT);
    var owner = name("owner", Parameters.rest(request, "/owners/", "owner"));
    return LeaseKey.owner(accounts.meant(request), owner);
  }

  private static Duration ttl(@Nullable String text) {
    return Parameters.duration("ttl", text, LeaseBook.MIN_TTL, LeaseBook.MAX_TTL);
  }

  private static String holder(@Nullable String text) {
    return text == null ? "" : name("holder", text);
  }

  private static String name(String field, String text) {
    if (text.length() > MAX_NAME) {
      throw new BadRequest(field + " is longer than " + MAX_NAME + " characters");
    }
    return text;
  }

  private Handler guarded(Handler handler) {
    if (token == null) {
      return handler;
    }
    return (request, response) -> {
      if (token.admits(request)) {
        handler.handle(request, response);
      } else {
        response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        Json.error(response, Status.UNAUTHORIZED_401, "the heartbeat token is needed");
      }
    };
  }
}
