package io.github.e2breconciler.http;

import io.helidon.common.buffers.BufferData;
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
 * HTTP/1.1 that hangs up on a client who keeps us waiting for a head, a body or the next request.
 *
 * <p>Helidon 4.5.0 stores a read timeout and never uses it on the server, and its idle closing only
 * reaches connections that wait for a request line. So each connection reads through us, we count
 * the time blocked on the client, and Helidon's own idle timer does the closing: it has to run
 * often ({@code idleConnectionPeriod} of a second, not the default of two minutes).
 *
 * <p>Also ends a connection after the request or the answer that says {@code Connection: close}:
 * Helidon ignores it and would take what is left of a body that nobody read for a second request.
 *
 * <p>And reads on for a while after it refused a body, so that a client who is still sending sees
 * the answer instead of a reset.
 *
 * <p>One instance a listener. Not covered: a client that never reads a large answer.
 */
public final class PatientHttp1 implements ServerConnectionSelector {

  private final Patience patience;
  private final LongSupplier nanoClock;
  private final Http1ConnectionSelector http1;

  /**
   * A selector for one listener.
   *
   * @param nanoClock elapsed time, of any origin
   */
  public PatientHttp1(Patience patience, LongSupplier nanoClock) {
    this.patience = patience;
    this.nanoClock = nanoClock;
    var config =
        Http1Config.builder()
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
        context, new Waiting(patience, nanoClock), it -> (Http1Connection) http1.connection(it));
  }

  /** Tells a connection how far its request has come. */
  private static final class Progress implements Http1ConnectionListener {

    @Override
    public void prologue(ConnectionContext context, HttpPrologue line) {
      ((PatientConnection) context).lineRead();
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
      ((PatientConnection) context).headRead(headers.containsToken(HeaderValues.CONNECTION_CLOSE));
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
