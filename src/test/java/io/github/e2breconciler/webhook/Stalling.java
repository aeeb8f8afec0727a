package io.github.e2breconciler.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Thousands of clients on one thread that start something and never come to its end. */
final class Stalling implements AutoCloseable {

  private static final Duration DRIP = Duration.ofSeconds(1);
  private static final String POST = "POST /webhooks/e2b HTTP/1.1\r\nHost: a\r\n";
  private static final String SIGNED = POST + "e2b-signature: c2lnbmVk\r\n";

  /** What a client sends at once, and again every second. */
  enum Kind {
    NOTHING("", ""),
    HALF_A_LINE("POST /webh", ""),
    HALF_A_HEADER(POST + "e2b-sig", ""),
    NO_END_OF_HEAD(POST + "A: b\r\n", ""),
    NO_BODY(SIGNED + "Content-Length: 600\r\n\r\n", ""),
    HALF_A_BODY(SIGNED + "Content-Length: 600\r\n\r\n{\"id\":", ""),
    HALF_A_CHUNK(SIGNED + "Transfer-Encoding: chunked\r\n\r\n258\r\n{\"id\":", ""),
    LINE_IN_DROPS("POST /", "a"),
    HEADER_IN_DROPS(POST + "A: ", "a"),
    HEADERS_IN_DROPS(POST, "A: b\r\n"),
    BODY_IN_DROPS(SIGNED + "Content-Length: 600\r\n\r\n", "a"),
    CHUNKS_IN_DROPS(SIGNED + "Transfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n"),
    /** A server that begins to shake hands waits for the rest; one that speaks HTTP refuses. */
    HALF_A_HANDSHAKE("\u0016\u0003\u0001", "");

    private final String first;
    private final String drop;

    Kind(String first, String drop) {
      this.first = first;
      this.drop = drop;
    }
  }

  private record Client(Kind kind, int lives, long sinceNanos) {}

  private final InetSocketAddress address;
  private final Selector selector = Selector.open();
  private final ByteBuffer received = ByteBuffer.allocate(8 << 10);
  private long lastDropNanos = System.nanoTime();
  private final Deque<Client> comingBack = new ArrayDeque<>();
  private long longestOpenNanos;

  Stalling(URI server) throws IOException {
    this.address = new InetSocketAddress(server.getHost(), server.getPort());
  }

  /**
   * Connects.
   *
   * @param lives how often it comes in all: who is hung up on connects again
   */
  void open(Kind kind, int lives) throws IOException {
    var channel = SocketChannel.open(address);
    channel.configureBlocking(false);
    channel.write(US_ASCII.encode(kind.first));
    channel.register(selector, SelectionKey.OP_READ, new Client(kind, lives, System.nanoTime()));
  }

  boolean anyOpen() {
    return !selector.keys().isEmpty();
  }

  /** Notices who was hung up on, and lets the others drip, for a while. */
  void goOnFor(Duration time) throws IOException {
    var end = System.nanoTime() + time.toNanos();
    for (var left = time.toMillis(); left > 0 && anyOpen(); ) {
      selector.select(this::read, left);
      left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    }
    if (System.nanoTime() - lastDropNanos >= DRIP.toNanos()) {
      lastDropNanos = System.nanoTime();
      for (var key : selector.keys()) {
        drip(key);
      }
    }
    selector.selectNow(_ -> {}); // forgets the keys of closed channels
    for (var client = comingBack.poll(); client != null; client = comingBack.poll()) {
      open(client.kind(), client.lives() - 1);
    }
  }

  /** How long the one that was borne with longest was open. */
  Duration longestOpen() {
    return Duration.ofNanos(longestOpenNanos);
  }

  private void read(SelectionKey key) {
    try {
      if (((SocketChannel) key.channel()).read(received.clear()) < 0) {
        hungUp(key);
      }
    } catch (IOException e) {
      hungUp(key);
    }
  }

  private void drip(SelectionKey key) {
    var drop = ((Client) key.attachment()).kind().drop;
    try {
      if (!drop.isEmpty() && key.isValid()) {
        ((SocketChannel) key.channel()).write(US_ASCII.encode(drop));
      }
    } catch (IOException e) {
      hungUp(key);
    }
  }

  private void hungUp(SelectionKey key) {
    var client = (Client) key.attachment();
    longestOpenNanos = Math.max(longestOpenNanos, System.nanoTime() - client.sinceNanos());
    close(key);
    if (client.lives() > 1) {
      comingBack.add(client);
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      throw new AssertionError("a socket does not close", e);
    }
  }

  @Override
  public void close() throws IOException {
    selector.keys().forEach(Stalling::close);
    selector.close();
  }
}
