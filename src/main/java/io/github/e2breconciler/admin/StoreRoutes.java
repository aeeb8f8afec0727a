package io.github.e2breconciler.admin;

import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.store.Loss;
import io.github.e2breconciler.store.Store;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

/** {@code /api/store}: how the store is, and a human's leave to go on without one that was lost. */
final class StoreRoutes implements HttpService {

  private final Store store;

  StoreRoutes(Store store) {
    this.store = store;
  }

  /**
   * How the store is.
   *
   * @param trouble empty when it takes writes
   * @param lost null: nothing, or a human has agreed
   */
  record StoreView(boolean healthy, String trouble, @Nullable Loss lost) {}

  /** Why a human agrees. */
  record Leave(@Nullable String reason) {}

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/", (_, response) -> answer(response))
        .any("/", Listeners.allowOnly("GET"))
        .delete("/loss", this::agree)
        .any("/loss", Listeners.allowOnly("DELETE"));
  }

  private void agree(ServerRequest request, ServerResponse response) {
    Parameters.only(request);
    store.agreeToLoss(Parameters.reason(Json.read(request, Leave.class).reason()));
    answer(response);
  }

  private void answer(ServerResponse response) {
    var health = store.health();
    Json.send(response, Status.OK_200, new StoreView(health.ok(), health.trouble(), store.lost()));
  }
}
