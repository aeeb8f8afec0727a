package io.github.e2breconciler.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that is watched from outside and replaced when it no longer answers.
 *
 * <p>Helidon's accept loop ends for good at the first failure, say because files ran out, while the
 * server goes on saying that it runs. So {@link #step} opens a real connection: who gets anything
 * at all, were it a hang-up, was accepted. A refusal is proof that nobody listens; silence becomes
 * one when it lasts, for replacing a server hangs up on everybody.
 *
 * <p>{@link #start}, {@link #step} and {@link #stop} are called one after the other; the rest by
 * any thread.
 */
public final class Listener {

  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Questions in a row that stay without an answer: a machine out of breath answers late. */
  static final int MISSES = 3;

  private static final byte[] QUESTION =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);

  private static final Logger log = LoggerFactory.getLogger(Listener.class);

  private enum Reply {
    TAKEN,
    SILENCE,
    REFUSED
  }

  private final ListenerName name;
  private final ListenerSettings settings;
  private final IntFunction<WebServer> servers;
  private final Duration patience;
  private final @Nullable CertificateWatch certificate;
  private volatile WebServer server;
  private volatile int port;
  private volatile boolean up;
  private int misses;

  /**
   * A listener that is not yet started.
   *
   * @param servers makes a server for a port, not yet started; again for each replacement
   * @throws ListenException if the host does not resolve
   */
  public Listener(ListenerName name, ListenerSettings settings, IntFunction<WebServer> servers) {
    this(name, settings, servers, PATIENCE);
  }

  Listener(
      ListenerName name,
      ListenerSettings settings,
      IntFunction<WebServer> servers,
      Duration patience) {
    this.name = name;
    this.patience = patience;
    this.settings = settings;
    this.servers = servers;
    var files = settings.tls();
    this.certificate = files == null ? null : new CertificateWatch(files);
    if (new InetSocketAddress(settings.host(), settings.port()).isUnresolved()) {
      throw ListenException.unresolved(name, settings.host());
    }
    this.server = servers.apply(settings.port());
  }

  /**
   * Listens.
   *
   * @throws ListenException if the address cannot be had
   */
  public void start() {
    open(server, settings.port());
    port = server.port();
    up = true;
  }

  /** The port it listens on; only once started. */
  public int port() {
    return port;
  }

  /** Whether it took a connection when it was last tried, or may only have been slow to. */
  public boolean up() {
    return up;
  }

  /**
   * Takes a new certificate where there is one, tries whether the server takes connections, and
   * replaces one that does not.
   */
  public Duration step() {
    var tls = certificate == null ? null : certificate.changed();
    if (tls != null) {
      server.reloadTls(tls);
      log.info("certificate taken listener={}", name);
    }
    misses =
        switch (ask()) {
          case TAKEN -> 0;
          case SILENCE -> misses + 1;
          case REFUSED -> MISSES;
        };
    up = misses < MISSES;
    if (!up) {
      replace();
    }
    return PERIOD;
  }

  /** Takes no more requests, waits a moment for those under way, hangs up on everybody. */
  public void stop() {
    up = false;
    server.stop();
  }

  private void replace() {
    log.error("listener answers no more; opening it anew listener={} port={}", name, port);
    var next = servers.apply(port); // first: a certificate that is half written must not end both
    server.stop();
    open(next, port);
    server = next;
    misses = 0;
    up = true;
    log.info("listener opened anew listener={}", name);
  }

  private void open(WebServer server, int port) {
    server.start();
    if (!server.isRunning()) {
      throw ListenException.of(name, settings.host(), port);
    }
  }

  private Reply ask() {
    var millis = Math.toIntExact(patience.toMillis());
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(reachable(), port), millis);
      socket.setSoTimeout(millis);
      return question(socket);
    } catch (ConnectException e) {
      return Reply.REFUSED;
    } catch (IOException e) { // out of time, or out of files ourselves
      log.debug("listener could not be asked listener={}", name, e);
      return Reply.SILENCE;
    }
  }

  /** The kernel completes connections that nobody accepts, so connecting alone proves nothing. */
  private static Reply question(Socket socket) {
    try {
      socket.getOutputStream().write(QUESTION);
      var _ = socket.getInputStream().read();
      return Reply.TAKEN;
    } catch (SocketTimeoutException e) {
      return Reply.SILENCE;
    } catch (IOException e) {
      return Reply.TAKEN; // it was reset, by somebody
    }
  }

  private InetAddress reachable() throws IOException {
    var address = InetAddress.getByName(settings.host());
    return address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
  }
}
