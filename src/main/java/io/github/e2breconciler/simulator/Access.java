package io.github.e2breconciler.simulator;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets in who has a team's key. */
final class Access {

  private static final HeaderName API_KEY = HeaderNames.create("X-API-Key");

  private final World world;

  Access(World world) {
    this.world = world;
  }

  Handler to(Consumer<Exchange> route) {
    return (request, response) -> {
      var key = request.headers().first(API_KEY).orElse("");
      @Nullable Team team = world.team(key);
      if (team == null) {
        Exchange.refuse(response, 401, ServiceError.WRONG_KEY);
        return;
      }
      route.accept(new Exchange(request, response, team));
    };
  }

  /** The same for the routes that a self-hosted E2B lacks. */
  Handler toEvents(Consumer<Exchange> route) {
    return to(exchange -> {
      if (exchange.team().plan().events()) {
        route.accept(exchange);
      } else {
        Exchange.refuse(exchange.response(), 404, ServiceError.NO_ROUTE);
      }
    });
  }
}
