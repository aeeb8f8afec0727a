package io.github.e2breconciler.http;

import io.github.e2breconciler.http.Waiting.Stage;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Connection;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection as Helidon's HTTP/1.1 sees it, with a reader in between that counts the waiting.
 *
 * <p>The connection's own thread runs everything but {@link #idleTime}, {@link #close} and {@link
 * #canInterrupt}, which belong to Helidon's timer and to its shutdown.
 */
final class PatientConnection
    implements ServerConnection, ConnectionContext, InterruptableTask<Void> {

  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** Bytes of a refused body that are read and dropped. */
  private static final int LINGER = 8 << 20; // 8 MiB

  private static final Logger log = LoggerFactory.getLogger(PatientConnection.class);

  private final ConnectionContext context;
  private final Waiting waiting;
  private final DataReader reader;
  private final Http1Connection http1;

  // the connection's own thread only
  private boolean lastRequest;
  private boolean refusedBody;

  PatientConnection(
      ConnectionContext context,
      Waiting waiting,
      Function<ConnectionContext, Http1Connection> http1) {
    this.context = context;
    this.waiting = waiting;
    this.reader = DataReader.create(this::receive);
    this.http1 = http1.apply(this);
  }

  /** A request line was read: the next request has begun. */
  void lineRead() {
    refuseAfterLast();
    waiting.enter(Stage.HEAD);
  }

  /** The headers were read: what comes now is the body. */
  void headRead(boolean last) {
    lastRequest = last;
    waiting.enter(Stage.BODY);
  }

  /** The answer under way says that it is the last. */
  void lastAnswerSent() {
    lastRequest = true;
  }

  /** The answer under way refuses a body that is not read. */
  void bodyRefused() {
    refusedBody = true;
  }

  private byte[] receive() {
    if (waiting.in(Stage.BODY) && http1.canInterrupt()) { // it reads a request line again
      refuseAfterLast();
      waiting.enter(Stage.IDLE);
    }
    return await();
  }

  private byte[] await() {
    waiting.begin();
    try {
      context.dataReader().ensureAvailable();
      return context.dataReader().readBuffer().readBytes();
    } catch (DataReader.InsufficientDataAvailableException e) {
      throw new CloseConnectionException("the client hung up, or was hung up on", e);
    } finally {
      waiting.end();
    }
  }

  private void refuseAfterLast() {
    if (lastRequest) {
      throw new CloseConnectionException("this connection has had its last request");
    }
  }

  /** Long once the client is overdue, else none. Helidon's only timer asks: this must not throw. */
  @Override
  public Duration idleTime() {
    return waiting.overdue() ? FOR_EVER : Duration.ZERO;
  }

  /** Closing a TLS socket may block, so the timer does not do it itself. */
  @Override
  public void close(boolean interrupt) {
    if (waiting.overdue()) {
      var _ = context.executor().submit(context.serverSocket()::close);
    } else {
      http1.close(interrupt);
    }
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    try {
      http1.handle(limit);
    } finally {
      linger();
    }
  }

  /**
   * Reads on for a while where a body was refused. A socket that is closed with bytes unread is
   * reset, and a client that still writes never sees its answer (RFC 9112, section 9.6). Ends when
   * the client hangs up, has sent {@link #LINGER}, or is overdue.
   */
  private void linger() {
    try {
      for (var left = refusedBody ? LINGER : 0; left > 0; ) {
        left -= await().length;
      }
    } catch (CloseConnectionException | UncheckedIOException e) {
      log.trace("client ended while we lingered", e);
    }
  }

  @Override
  public boolean canInterrupt() {
    return http1.canInterrupt();
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return context.dataWriter();
  }

  @Override
  public ListenerContext listenerContext() {
    return context.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return context.executor();
  }

  @Override
  public Router router() {
    return context.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return context.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return context.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return context.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return context.localPeer();
  }

  @Override
  public boolean isSecure() {
    return context.isSecure();
  }

  @Override
  public String socketId() {
    return context.socketId();
  }

  @Override
  public String childSocketId() {
    return context.childSocketId();
  }
}
