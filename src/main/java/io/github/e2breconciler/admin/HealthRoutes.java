package io.github.e2breconciler.admin;

import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.reconcile.AccountWatch;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Whether the daemon lives, and whether it can do its work.
 *
 * <p>Live is whose webhook listener takes connections: the process is of no use without, and what
 * cannot be mended from inside is mended by a restart. Ready is who can take webhooks, has seen the
 * whole fleet once, and has not lost its store without a human's leave; a walk that is only old is
 * a metric and an alert, for taking webhooks away would make it worse.
 */
final class HealthRoutes implements HttpService {

  private static final String LISTENER = "webhook-listener";

  private final Store store;
  private final BooleanSupplier webhookListenerUp;
  private final Map<AccountId, AccountWatch> watches;

  HealthRoutes(AdminContext context) {
    this.store = context.memory().store();
    this.webhookListenerUp = context.vitals().webhookListenerUp();
    this.watches = new TreeMap<>(context.work().watches());
  }

  /**
   * One answer.
   *
   * @param checks by what was looked at
   */
  record Health(String status, Map<String, Check> checks) {}

  /** One thing looked at; {@code reason} is empty when it is up. */
  record Check(String status, String reason) {

    static Check of(boolean up, String reason) {
      return new Check(word(up), up ? "" : reason);
    }

    boolean up() {
      return status.equals(word(true));
    }
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/live", this::live)
        .any("/live", Listeners.allowOnly("GET"))
        .get("/ready", this::ready)
        .any("/ready", Listeners.allowOnly("GET"));
  }

  private void live(ServerRequest request, ServerResponse response) {
    send(response, Map.of(LISTENER, listener()));
  }

  private void ready(ServerRequest request, ServerResponse response) {
    var checks = new LinkedHashMap<String, Check>();
    var health = store.health();
    checks.put("store", Check.of(health.ok(), health.trouble()));
    checks.put("store-kept", kept());
    checks.put(LISTENER, listener());
    watches.forEach((account, watch) -> checks.put("walk-" + account, walked(watch)));
    send(response, checks);
  }

  private Check kept() {
    var loss = store.lost();
    return Check.of(loss == null, loss == null ? "" : loss.sentence());
  }

  private Check listener() {
    return Check.of(webhookListenerUp.getAsBoolean(), "takes no connections");
  }

  private static void send(ServerResponse response, Map<String, Check> checks) {
    var up = checks.values().stream().allMatch(Check::up);
    Json.send(
        response,
        up ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503,
        new Health(word(up), checks));
  }

  private static Check walked(AccountWatch watch) {
    try {
      return Check.of(watch.walkedEver(), "no complete walk was done on this store yet");
    } catch (StoreException e) {
      return Check.of(false, "the store cannot tell");
    }
  }

  private static String word(boolean up) {
    return up ? "up" : "down";
  }
}
