package io.github.e2breconciler.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.regex.Pattern;

/** One connection of a client that waits for each answer before it asks again. */
final class Connection implements AutoCloseable {

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocate(1 << 14);
  private long dueNanos;
  private int status;
  private boolean repeated;

  Connection(int port, Selector selector) throws IOException {
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** Asks; {@code due} is when it should have been asked. */
  void send(byte[] request, long due) throws IOException {
    dueNanos = due;
    in.clear();
    var out = ByteBuffer.wrap(request);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** Takes what has come; true: the answer is whole. */
  boolean receive() throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("the server closed a connection");
    }
    var head = new String(in.array(), 0, in.position(), ISO_8859_1);
    var end = head.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    var length = LENGTH.matcher(head);
    if (!length.find()) {
      throw new IOException("an answer without a length: " + head);
    }
    status = Integer.parseInt(head.substring(STATUS_AT, STATUS_AT + 3));
    repeated = head.indexOf("already processed", end) > 0;
    return in.position() >= end + 4 + Integer.parseInt(length.group(1));
  }

  long dueNanos() {
    return dueNanos;
  }

  boolean accepted() {
    return status == 200;
  }

  /** Whether it was told that the event had come before. */
  boolean repeated() {
    return repeated;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
