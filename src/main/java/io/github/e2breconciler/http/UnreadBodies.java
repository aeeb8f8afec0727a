package io.github.e2breconciler.http;

import io.helidon.common.Weighted;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * Ends a connection with the answer to a request whose body nobody read.
 *
 * <p>Helidon reads it after the answer, a whole chunk at once: a megabyte of heap for whoever
 * stalls, on any path, where no one counts it. And after an {@code Expect: 100-continue} it does
 * not, and takes a body that was sent all the same for the next request.
 */
final class UnreadBodies implements HttpFeature, Filter, Weighted {

  /** Of what comes before all filters of the routes, which may answer by themselves. */
  static final double WEIGHT = 2 * DEFAULT_WEIGHT;

  @Override
  public double weight() {
    return WEIGHT;
  }

  @Override
  public void setup(HttpRouting.Builder routing) {
    routing.addFilter(this);
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    response.beforeSend(() -> endWhereUnread(request, response));
    chain.proceed();
  }

  private static void endWhereUnread(ServerRequest request, ServerResponse response) {
    var content = request.content();
    if (content.hasEntity() && !content.consumed()) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
  }
}
