package io.github.e2breconciler.admin;

import io.github.e2breconciler.http.Listeners;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code GET /}: what there is, for whoever opens the port in a browser. Knows nothing. */
final class IndexPage implements HttpService {

  private static final HeaderName POLICY = HeaderNames.create("Content-Security-Policy");
  private static final String NOTHING_BUT_STYLE = "default-src 'none'; style-src 'unsafe-inline'";

  private final byte[] page = load();

  @Override
  public void routing(HttpRules rules) {
    rules
        .get(
            "/",
            (_, response) ->
                response
                    .header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
                    .header(POLICY, NOTHING_BUT_STYLE)
                    .header(HeaderValues.CACHE_NO_CACHE)
                    .send(page))
        .any("/", Listeners.allowOnly("GET"));
  }

  private static byte[] load() {
    try (var page = IndexPage.class.getResourceAsStream("index.html")) {
      if (page == null) {
        throw new IllegalStateException("the index page is not in the jar");
      }
      return page.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the index page is unreadable", e);
    }
  }
}
