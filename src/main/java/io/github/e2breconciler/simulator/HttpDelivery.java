package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;

/** Deliveries over HTTP; redirects are not followed, ten seconds at most each. */
public final class HttpDelivery implements Delivery, AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int HTTP = 80;

  private final Patience patience = new Patience();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  @Override
  public int post(URI url, Map<String, String> headers, byte[] body) throws IOException {
    return post(url, headers, BodyPublishers.ofByteArray(body));
  }

  @Override
  public int postSlowly(URI url, Map<String, String> headers, byte[] body, Duration over)
      throws IOException {
    var pause = over.dividedBy(Math.max(1, body.length));
    return post(
        url, headers, BodyPublishers.ofInputStream(() -> new DrippingInput(body, pause, patience)));
  }

  /** Speaks to a socket itself: no client can be made to stop halfway. */
  @Override
  public int postHalf(URI url, Map<String, String> headers, byte[] body) throws IOException {
    try (var socket = new Socket()) {
      var port = url.getPort() < 0 ? HTTP : url.getPort();
      socket.connect(new InetSocketAddress(url.getHost(), port), (int) TIMEOUT.toMillis());
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      var head = new StringBuilder("POST " + url.getRawPath() + " HTTP/1.1\r\n");
      head.append("Host: ").append(url.getAuthority()).append("\r\n");
      head.append("Content-Length: ").append(body.length).append("\r\n");
      headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
      socket.getOutputStream().write(head.append("\r\n").toString().getBytes(US_ASCII));
      socket.getOutputStream().write(body, 0, body.length / 2);
      var heard = socket.getInputStream().readNBytes(1).length > 0;
      throw new IOException(heard ? "answered before the end" : "the receiver hung up");
    } catch (SocketTimeoutException e) {
      var timeout = new HttpTimeoutException("half of it was sent, and nothing more");
      timeout.initCause(e);
      throw timeout;
    }
  }

  private int post(URI url, Map<String, String> headers, BodyPublisher body) throws IOException {
    var request = HttpRequest.newBuilder(url).timeout(TIMEOUT).POST(body);
    headers.forEach(request::header);
    try {
      return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the receiver");
    }
  }

  /** Gives up what is under way. */
  @Override
  public void close() {
    patience.close();
    client.shutdownNow();
  }

  /** Bytes with a pause before each. */
  private static final class DrippingInput extends InputStream {

    private final byte[] bytes;
    private final Duration pause;
    private final Patience patience;
    private int read;

    DrippingInput(byte[] bytes, Duration pause, Patience patience) {
      this.bytes = bytes;
      this.pause = pause;
      this.patience = patience;
    }

    @Override
    public int read() {
      if (read == bytes.length) {
        return -1;
      }
      patience.pause(pause);
      return bytes[read++] & 0xff;
    }

    /** One byte at most, so that none waits for another. */
    @Override
    public int read(byte[] into, int offset, int length) {
      var next = length == 0 ? 0 : read();
      if (length > 0 && next >= 0) {
        into[offset] = (byte) next;
      }
      return next < 0 ? -1 : Math.min(1, length);
    }
  }
}
