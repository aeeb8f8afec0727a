package io.github.e2breconciler.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a server on this machine that can forget its connections as a firewall does: what is
 * sent on them is lost, and neither side hears that.
 */
final class LossyProxy implements AutoCloseable {

  private final ServerSocket door;
  private final int target;
  private final AtomicInteger generation = new AtomicInteger();

  LossyProxy(int target) {
    this.target = target;
    try {
      door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** Loses what is sent from now on over the connections that there are. */
  void forget() {
    generation.incrementAndGet();
  }

  @SuppressWarnings("resource") // a connection ends with the test's process
  private void accept() {
    try {
      while (true) {
        var client = door.accept();
        var server = new Socket(InetAddress.getLoopbackAddress(), target);
        var born = generation.get();
        Thread.ofVirtual().start(() -> pass(client, server, born));
        Thread.ofVirtual().start(() -> pass(server, client, born));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void pass(Socket from, Socket to, int born) {
    var bytes = new byte[1 << 16];
    try {
      for (var read = 0; read >= 0; read = from.getInputStream().read(bytes)) {
        if (born == generation.get()) {
          to.getOutputStream().write(bytes, 0, read);
        }
      }
      if (born == generation.get()) {
        to.close();
      }
    } catch (IOException _) {
      // one side is gone
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
