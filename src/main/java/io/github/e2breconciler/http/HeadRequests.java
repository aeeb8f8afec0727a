package io.github.e2breconciler.http;

import io.helidon.common.Weighted;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Answers HEAD as GET, but for the body.
 *
 * <p>To Helidon it is a method like any other, which our routes do not have, and it sends the body
 * of the refusal: whoever asked takes that for the beginning of the next answer, and a proxy gives
 * it to somebody else.
 */
final class HeadRequests implements HttpFeature, Filter, Weighted {

  @Override
  public double weight() {
    return UnreadBodies.WEIGHT;
  }

  @Override
  public void setup(HttpRouting.Builder routing) {
    routing.addFilter(this);
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    var asked = request.prologue();
    if (asked.method().equals(Method.HEAD)) {
      var _ = request.prologue(asGet(asked));
      response.streamFilter(out -> new Bodiless(out, response));
    }
    chain.proceed();
  }

  private static HttpPrologue asGet(HttpPrologue asked) {
    return HttpPrologue.create(
        asked.rawProtocol(),
        asked.protocol(),
        asked.protocolVersion(),
        Method.GET,
        asked.uriPath(),
        asked.query(),
        asked.fragment());
  }

  /** Ends an answer without what is written. */
  private static final class Bodiless extends FilterOutputStream {

    private final RoutingResponse response;

    Bodiless(OutputStream out, RoutingResponse response) {
      super(out);
      this.response = response;
    }

    @Override
    public void write(int b) {
      // is no part of an answer to HEAD
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      // nor is this
    }

    /** And sends it: what a filter answered must be on its way when the filter returns. */
    @Override
    public void close() throws IOException {
      super.close();
      response.commit();
    }
  }
}
