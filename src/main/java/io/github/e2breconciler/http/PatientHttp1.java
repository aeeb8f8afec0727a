package io.github.e2breconciler.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1Connection;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * HTTP/1.1 that hangs up on a client who keeps us waiting for a head, a body, the next request, or
 * until it has read our answer.
 *
 * <p>Helidon 4.5.0 stores a read timeout and never uses it on the server, and its idle closing only
 * reaches connections that wait for a request line. So each connection reads and writes through us,
 * we count the time blocked on the client, and Helidon's own idle timer does the closing: it has to
 * run often ({@code idleConnectionPeriod} of a second, not the default of two minutes).
 *
 * <p>Its own limit of connections stops accepting, which is what an attacker wants. Ours lets
 * everybody in and shows the door to whoever has kept us waiting longest.
 *
 * <p>Also ends a connection after the request or the answer that says {@code Connection: close}:
 * Helidon ignores it and would take what is left of a body that nobody read for a second request.
 *
 * <p>And reads on for a while after it refused a body, so that a client who is still sending sees
 * the answer instead of a reset.
 *
 * <p>One instance a listener. Needs Helidon's NIO sockets (its default), which close when their
 * thread is interrupted.
 */
public final class PatientHttp1 implements ServerConnectionSelector {

  /** Of a request's line: no path of ours is longer. */
  private static final int MAX_LINE = 4 << 10; // 4 KiB

  /** Of all headers together. E2B sends less than 1 KiB. */
  private static final int MAX_HEADERS = 8 << 10; // 8 KiB

  private final Patience patience;
  private final LongSupplier nanoClock;
  private final OpenConnections open;
  private final Http1ConnectionSelector http1;

  /**
   * A selector for one listener.
   *
   * @param nanoClock elapsed time, of any origin
   * @param maxConnections above which those that wait longest are closed
   */
  public PatientHttp1(Patience patience, LongSupplier nanoClock, int maxConnections) {
    this.patience = patience;
    this.nanoClock = nanoClock;
    this.open = new OpenConnections(maxConnections);
    var config =
        Http1Config.builder()
            .maxPrologueLength(MAX_LINE)
            .maxHeadersSize(MAX_HEADERS)
            .addReceiveListener(new Progress())
            .addSendListener(new Answer())
            .build();
    this.http1 = Http1ConnectionSelector.builder().config(config).build();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http1.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http1.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return new PatientConnection(
        context,
        new Waiting(patience, nanoClock),
        open,
        it -> (Http1Connection) http1.connection(it));
  }

  /** Tells a connection how far its request has come. */
  private static final class Progress implements Http1ConnectionListener {

    @Override
    public void prologue(ConnectionContext context, HttpPrologue line) {
      ((PatientConnection) context).lineRead();
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
      ((PatientConnection) context)
          .headRead(headers.containsToken(HeaderValues.CONNECTION_CLOSE), length(headers));
    }

    /** None at all is an empty body; what is no number is refused after us. */
    private static long length(Headers headers) {
      if (headers.contains(HeaderNames.TRANSFER_ENCODING)) {
        return PatientConnection.UNKNOWN;
      }
      try {
        return headers.contentLength().orElse(0);
      } catch (IllegalArgumentException e) {
        return PatientConnection.UNKNOWN;
      }
    }
  }

  /** Tells a connection that its answer closes it, or refuses a body. */
  private static final class Answer implements Http1ConnectionListener {

    @Override
    public void status(ConnectionContext context, Status status) {
      if (status.code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()) {
        ((PatientConnection) context).bodyRefused();
      }
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
      if (headers.containsToken(HeaderValues.CONNECTION_CLOSE)) {
        ((PatientConnection) context).lastAnswerSent();
      }
    }
  }
}
