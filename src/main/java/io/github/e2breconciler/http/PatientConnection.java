package io.github.e2breconciler.http;

import io.github.e2breconciler.http.Waiting.Stage;
import io.helidon.common.buffers.BufferData;
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
import io.helidon.webserver.ServerConnectionException;
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
 * One connection as Helidon's HTTP/1.1 sees it, with a reader and a writer in between that count
 * the waiting.
 *
 * <p>The connection's own thread runs everything but {@link #idleTime}, {@link #close}, {@link
 * #canInterrupt}, {@link #waitedNanos} and {@link #hangUp}, which belong to Helidon's timer, to its
 * shutdown and to newcomers who need the room.
 */
final class PatientConnection
    implements ServerConnection, ConnectionContext, InterruptableTask<Void> {

  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** The length of a body that does not say. */
  static final long UNKNOWN = Long.MAX_VALUE;

  /** Bytes of a body nobody wants that are read and dropped, at most. */
  private static final long LINGER = 8 << 20; // 8 MiB

  /** Unread bytes after which we look how many are: the looking takes longer the more pieces. */
  private static final long LOOK = 64 << 10; // 64 KiB

  private static final Logger log = LoggerFactory.getLogger(PatientConnection.class);

  private final ConnectionContext context;
  private final Waiting waiting;
  private final DataReader reader;
  private final PatientWriter writer;
  private final OpenConnections open;
  private final Http1Connection http1;
  private final Thread thread = Thread.currentThread(); // of its own, from accept to close

  // the connection's own thread only
  private final HeadLines headLines = new HeadLines();
  private long received;
  private boolean endless;
  private long bodyEnd;
  private long lookedAt;

  PatientConnection(
      ConnectionContext context,
      Waiting waiting,
      OpenConnections open,
      Function<ConnectionContext, Http1Connection> http1) {
    this.context = context;
    this.open = open;
    this.waiting = waiting;
    this.reader = DataReader.create(this::receive);
    this.writer = new PatientWriter(context.dataWriter(), waiting);
    this.http1 = http1.apply(this);
  }

  /** A request line was read: the next request has begun. */
  void lineRead() {
    waiting.enter(Stage.HEAD);
    var here = reader.available();
    headLines.begin(here == 0 ? BufferData.empty() : reader.getBuffer(here));
  }

  /**
   * The headers were read: what comes now is the body.
   *
   * @param last no further request may follow
   * @param length of the body; {@link #UNKNOWN} where it does not say
   */
  void headRead(boolean last, long length) {
    if (last) {
      takeNoMore();
    }
    var headEnd = received - reader.available();
    endless = !last && length == UNKNOWN;
    bodyEnd = last || length == UNKNOWN ? 0 : headEnd + length;
    waiting.enter(Stage.BODY);
  }

  /** The answer under way says that it is the last. */
  void lastAnswerSent() {
    if (endless) { // and perhaps not read
      bodyRefused();
    }
    takeNoMore();
  }

  /** Whatever came already, it is no further request. */
  private void takeNoMore() {
    if (!http1
        .canInterrupt()) { // in the middle of a line it ends by itself, and would interrupt us
      http1.close(false);
    }
  }

  /** The answer under way refuses a body, which ends where its head said, or nobody knows where. */
  void bodyRefused() {
    if (bodyEnd == 0) {
      bodyEnd = received + LINGER;
    }
  }

  private byte[] receive() {
    if (!waiting.in(Stage.HEAD) && http1.canInterrupt()) { // it reads a request line again
      waiting.enter(Stage.IDLE);
    } else if (waiting.in(Stage.ANSWER)) { // what nobody read before the answer
      waiting.enter(Stage.BODY);
    }
    requireRoom();
    var bytes = await();
    headLines.read(BufferData.create(bytes));
    return bytes;
  }

  /**
   * Helidon keeps whatever comes until it sees the end of a line, and of a chunk's has no limit.
   */
  private void requireRoom() {
    if (received - lookedAt < LOOK) {
      return;
    }
    lookedAt = received;
    if (reader.available() > Listeners.MAX_BODY) {
      throw new CloseConnectionException("more than a body is waiting to be read");
    }
  }

  private byte[] await() {
    waiting.begin();
    try {
      context.dataReader().ensureAvailable();
      var bytes = context.dataReader().readBuffer().readBytes();
      received += bytes.length;
      return bytes;
    } catch (DataReader.InsufficientDataAvailableException
        | UncheckedIOException
        | ServerConnectionException e) {
      throw new CloseConnectionException("the client hung up, or was hung up on", e);
    } finally {
      waiting.end();
    }
  }

  /** Long once the client is overdue, else none. Helidon's only timer asks: this must not throw. */
  @Override
  public Duration idleTime() {
    return waiting.overdue() ? FOR_EVER : Duration.ZERO;
  }

  /** How long the client has kept us waiting; zero when it is our turn. Any thread. */
  long waitedNanos() {
    return waiting.nanos();
  }

  /**
   * Ends the connection whatever it waits for. Interrupting its thread closes the channel under it;
   * closing the socket from here would wait for a TLS client to take our farewell. Any thread.
   */
  void hangUp() {
    thread.interrupt();
  }

  @Override
  public void close(boolean interrupt) {
    if (waiting.overdue()) {
      hangUp();
    } else {
      http1.close(interrupt);
    }
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    open.add(this);
    try {
      http1.handle(limit);
    } finally {
      linger();
      farewell();
      open.remove(this);
    }
  }

  /**
   * Reads on for a while where a body was not wanted. A socket that is closed with bytes unread is
   * reset, and a client that still writes never sees its answer (RFC 9112, section 9.6). Ends with
   * the body, when the client hangs up, has sent {@link #LINGER}, or is overdue.
   */
  private void linger() {
    try {
      waiting.enter(Stage.BODY);
      for (var end = Math.min(bodyEnd, received + LINGER); received < end; ) {
        var _ = await();
      }
    } catch (CloseConnectionException e) {
      log.trace("client ended while we lingered", e);
    }
  }

  /** Closes while somebody still watches: over TLS, closing writes, and so it can stall. */
  private void farewell() {
    try {
      writer.await(context.serverSocket()::close);
    } catch (CloseConnectionException e) {
      log.trace("client ended before we did", e);
    }
  }

  /** Who keeps us waiting is not waited for when we stop. */
  @Override
  public boolean canInterrupt() {
    return http1.canInterrupt() || waiting.onClient();
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
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
