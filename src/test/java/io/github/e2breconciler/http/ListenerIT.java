package io.github.e2breconciler.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ListenerIT {

  private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();

  private final List<WebServer> made = new ArrayList<>();
  private final HttpRouting.Builder routing =
      HttpRouting.builder().get("/", (_, response) -> response.send("here"));

  @Test
  void leavesAServerThatAnswersAlone() throws Exception {
    var listener = listener(0);
    listener.start();
    try {
      listener.step();

      assertThat(listener.up()).isTrue();
      assertThat(made).hasSize(1);
      assertThat(body(listener)).isEqualTo("here");
    } finally {
      listener.stop();
    }
    assertThat(listener.up()).isFalse();
  }

  @Test
  void replacesAServerThatListensNoMore() throws Exception {
    var listener = listener(0);
    listener.start();
    var port = listener.port();
    try {
      made.getFirst().stop();

      listener.step();

      assertThat(listener.up()).isTrue();
      assertThat(listener.port()).isEqualTo(port);
      assertThat(made).hasSize(2);
      assertThat(body(listener)).isEqualTo("here");
    } finally {
      listener.stop();
    }
  }

  @Test
  void replacesAServerThatAcceptsNobodyThoughItRuns() throws Exception {
    var listener =
        new Listener(
            new ListenerName("test", "server", "TEST_PORT"),
            new ListenerSettings(LOOPBACK, 0),
            port -> {
              var server = WebServer.builder().host(LOOPBACK).port(port).shutdownHook(false);
              made.add(made.isEmpty() ? server.maxTcpConnections(1).build() : server.build());
              return made.getLast();
            },
            Duration.ofMillis(200));
    listener.start();
    try (var only = new Socket()) {
      only.connect(new InetSocketAddress(LOOPBACK, listener.port()));
      only.getOutputStream().write('G');

      for (var miss = 1; miss < Listener.MISSES; miss++) {
        listener.step();
        assertThat(listener.up()).isTrue(); // it may only be slow
      }
      assertThat(made).hasSize(1);

      listener.step();

      assertThat(made).hasSize(2);
      assertThat(listener.up()).isTrue();
    } finally {
      listener.stop();
    }
  }

  @Test
  void saysWhenItCannotListen() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var listener = listener(taken.getLocalPort());

      assertThatThrownBy(listener::start)
          .isInstanceOf(ListenException.class)
          .hasMessage(
              "test port %s:%d is taken; set server.port or TEST_PORT",
              LOOPBACK, taken.getLocalPort());
      assertThat(listener.up()).isFalse();
    }
  }

  @Test
  void namesTheKeyOfAHostThatDoesNotResolve() {
    var settings = new ListenerSettings("nowhere.invalid", 0);

    var name = new ListenerName("test", "admin", "TEST_PORT");

    assertThatThrownBy(
            () -> new Listener(name, settings, port -> WebServer.builder().port(port).build()))
        .isInstanceOf(ListenException.class)
        .hasMessage("admin.host does not resolve: nowhere.invalid");
  }

  private Listener listener(int port) {
    var settings = new ListenerSettings(LOOPBACK, port);
    return new Listener(
        new ListenerName("test", "server", "TEST_PORT"),
        settings,
        it -> {
          made.add(Listeners.create(settings.onPort(it), routing, System::nanoTime, _ -> {}));
          return made.getLast();
        });
  }

  private static String body(Listener listener) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var uri = URI.create("http://" + LOOPBACK + ":" + listener.port() + "/");
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
