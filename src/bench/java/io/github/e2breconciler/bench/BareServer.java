package io.github.e2breconciler.bench;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;

/** A process with a Helidon that answers and does nothing else: what a daemon cannot be below. */
final class BareServer {

  private BareServer() {}

  /** Serves at the port that is its only argument, until it is ended. */
  public static void main(String[] args) {
    var _ =
        WebServer.builder()
            .host("127.0.0.1")
            .port(Integer.parseInt(args[0]))
            .shutdownHook(false)
            .routing(
                HttpRouting.builder()
                    .post(
                        Traffic.PATH,
                        (request, response) -> response.send(request.content().as(byte[].class))))
            .build()
            .start();
  }
}
