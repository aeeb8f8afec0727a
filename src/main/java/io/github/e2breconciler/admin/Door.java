package io.github.e2breconciler.admin;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.http.BearerToken;
import io.github.e2breconciler.http.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in; whatever is not let in by name stays out.
 *
 * <p>Behind a loopback address there is often no token, and what keeps strangers out is that they
 * cannot connect. A browser on this machine can: a page whose name was made to resolve to us (DNS
 * rebinding) shows in {@code Host}, a page of another site in {@code Origin}.
 */
final class Door implements Filter {

  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

  private static final Set<String> OPEN = Set.of("/", "/metrics", "/health/live", "/health/ready");
  private static final Pattern LEASES = Pattern.compile("/api/(leases|leases/.+|owners/.+)");
  private static final Set<Method> RENEW_AND_END = Set.of(Method.PUT, Method.POST, Method.DELETE);

  private final boolean loopback;
  private final @Nullable BearerToken token;
  private final @Nullable BearerToken heartbeatToken;

  Door(AdminContext.Entry entry) {
    this.loopback = entry.settings().listener().loopback();
    this.token = bearer(entry.settings().token());
    this.heartbeatToken = bearer(entry.heartbeatToken());
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    var host = request.headers().first(HeaderNames.HOST).orElse("");
    if (loopback && !LOOPBACK.matcher(host).matches()) {
      Json.error(response, Status.FORBIDDEN_403, "Host is not this machine");
    } else if (fromAnotherSite(request, host)) {
      Json.error(response, Status.FORBIDDEN_403, "Origin is another site");
    } else if (!admits(request)) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
      Json.error(
          response,
          Status.UNAUTHORIZED_401,
          request.headers().contains(HeaderNames.AUTHORIZATION)
              ? "this token may not do that"
              : "a token is needed: Authorization: Bearer …");
    } else {
      chain.proceed();
    }
  }

  private boolean admits(ServerRequest request) {
    if (token == null || token.admits(request)) {
      return true;
    }
    var path = request.path().path();
    var method = request.prologue().method();
    if (OPEN.contains(path) && method.equals(Method.GET)) {
      return true;
    }
    return heartbeatToken != null
        && RENEW_AND_END.contains(method)
        && LEASES.matcher(path).matches()
        && heartbeatToken.admits(request);
  }

  private static boolean fromAnotherSite(ServerRequest request, String host) {
    var origin = request.headers().first(HeaderNames.ORIGIN);
    return origin.isPresent()
        && !origin.get().equalsIgnoreCase("http://" + host)
        && !origin.get().equalsIgnoreCase("https://" + host);
  }

  private static @Nullable BearerToken bearer(@Nullable Secret secret) {
    return secret == null ? null : new BearerToken(secret);
  }
}
