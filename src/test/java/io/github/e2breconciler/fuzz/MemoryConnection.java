package io.github.e2breconciler.fuzz;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.context.Context;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.DirectHandlers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.Principal;
import java.security.cert.Certificate;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * A connection whose client has sent everything it ever sends, and whose answers stay in memory.
 */
final class MemoryConnection implements ConnectionContext, HelidonSocket, ListenerContext {

  private static final PeerInfo PEER = new Peer();

  private final ListenerConfig config;
  private final Router router;
  private final ExecutorService executor;
  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private final DataReader reader = DataReader.create(this);
  private final DataWriter writer = new Writer(answers);
  private byte[] sent;

  MemoryConnection(ListenerConfig config, Router router, ExecutorService executor, byte[] sent) {
    this.config = config;
    this.router = router;
    this.executor = executor;
    this.sent = sent;
  }

  byte[] answers() {
    return answers.toByteArray();
  }

  /** All bytes at once, then the end of the stream. */
  @Override
  public byte[] get() {
    if (sent.length == 0) {
      throw new UncheckedIOException(new EOFException("the client has sent everything"));
    }
    var bytes = sent;
    sent = new byte[0];
    return bytes;
  }

  @Override
  public ListenerContext listenerContext() {
    return this;
  }

  @Override
  public ExecutorService executor() {
    return executor;
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public Router router() {
    return router;
  }

  @Override
  public HelidonSocket serverSocket() {
    return this;
  }

  @Override
  public Context context() {
    return Context.create();
  }

  @Override
  public MediaContext mediaContext() {
    return config.mediaContext().orElseGet(MediaContext::create);
  }

  @Override
  public ContentEncodingContext contentEncodingContext() {
    return config.contentEncoding().orElseGet(ContentEncodingContext::create);
  }

  @Override
  public DirectHandlers directHandlers() {
    return config.directHandlers().orElseGet(DirectHandlers::create);
  }

  @Override
  public ListenerConfig config() {
    return config;
  }

  @Override
  public void close() {
    sent = new byte[0];
  }

  @Override
  public void idle() {}

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  @SuppressWarnings("removal")
  public int read(BufferData buffer) {
    return -1;
  }

  @Override
  public void write(BufferData buffer) {
    writer.write(buffer);
  }

  @Override
  public PeerInfo remotePeer() {
    return PEER;
  }

  @Override
  public PeerInfo localPeer() {
    return PEER;
  }

  @Override
  public boolean isSecure() {
    return false;
  }

  @Override
  public String socketId() {
    return "memory";
  }

  @Override
  public String childSocketId() {
    return "connection";
  }

  private record Writer(ByteArrayOutputStream to) implements DataWriter {

    @Override
    public void write(BufferData... buffers) {
      for (var buffer : buffers) {
        write(buffer);
      }
    }

    @Override
    public void write(BufferData buffer) {
      to.writeBytes(buffer.readBytes());
    }

    @Override
    public void writeNow(BufferData... buffers) {
      write(buffers);
    }

    @Override
    public void writeNow(BufferData buffer) {
      write(buffer);
    }
  }

  private record Peer() implements PeerInfo {

    @Override
    public SocketAddress address() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public String host() {
      return "localhost";
    }

    @Override
    public int port() {
      return 1;
    }

    @Override
    public Optional<Principal> tlsPrincipal() {
      return Optional.empty();
    }

    @Override
    public Optional<Certificate[]> tlsCertificates() {
      return Optional.empty();
    }
  }
}
