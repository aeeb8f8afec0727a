package io.github.e2breconciler.admin;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.http.BearerToken;
import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.store.NoSuchRowException;
import io.github.e2breconciler.store.StoreException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All routes of the admin port, and the few of them that the webhook port may have too. */
public final class AdminRoutes {

  private static final String RETRY_AFTER_SECONDS = "5";
  private static final Logger log = LoggerFactory.getLogger(AdminRoutes.class);

  private AdminRoutes() {}

  /** The routes of the admin listener, for {@code Listeners.create}. */
  public static HttpRouting.Builder routing(AdminContext context) {
    var accounts = context.accounts();
    var finder = new SandboxFinder(context.memory().inventory(), accounts);
    return withErrors(HttpRouting.builder())
        .addFilter(new Door(context.entry()))
        .register("/", new IndexPage())
        .register("/health", new HealthRoutes(context))
        .register("/metrics", new MetricsRoute(context.vitals().meters()))
        .register("/reconcile", new ReconcileRoutes(context))
        .register("/api/sandboxes", new SandboxRoutes(context.memory(), context.rules(), finder))
        .register(
            "/api/sandboxes", new VerdictRoute(context.work(), finder, context.vitals().clock()))
        .register("/api/drift", new DriftRoutes(context.memory(), context.vitals().clock()))
        .register("/api/cases", new CaseRoutes(context))
        .register("/api/freeze", new FreezeRoutes(context.work().freezes(), accounts))
        .register("/api/store", new StoreRoutes(context.memory().store()))
        .register("/api", LeaseRoutes.behindTheDoor(context));
  }

  /**
   * Adds the heartbeat routes to the webhook port, where only they may be used, and only with
   * {@code token}.
   */
  public static void heartbeats(HttpRouting.Builder routing, AdminContext context, Secret token) {
    withErrors(routing).register("/api", LeaseRoutes.inPublic(context, new BearerToken(token)));
  }

  private static HttpRouting.Builder withErrors(HttpRouting.Builder routing) {
    return routing
        .error(
            Refused.class, (_, response, e) -> Json.error(response, e.status(), e.forTheSender()))
        .error(
            NoSuchRowException.class,
            (_, response, e) ->
                Json.error(response, Status.BAD_REQUEST_400, "after: " + e.getMessage()))
        .error(StoreException.class, AdminRoutes::unavailable);
  }

  private static void unavailable(
      ServerRequest request, ServerResponse response, StoreException e) {
    log.warn(
        "request not served, its sender is told to try again path={} reason=\"{}\"",
        request.path().rawPath(),
        e.getMessage());
    response.header(HeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
    Json.error(response, Status.SERVICE_UNAVAILABLE_503, "the store is in trouble, try again");
  }
}
