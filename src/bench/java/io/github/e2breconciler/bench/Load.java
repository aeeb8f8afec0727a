package io.github.e2breconciler.bench;

import java.io.IOException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Connections to one port, and the thread that keeps them busy. Not thread-safe. */
final class Load implements AutoCloseable {

  private static final long NAP_NANOS = 50_000; // a selector's own pause has whole milliseconds

  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();

  Load(int port, int count) throws IOException {
    selector = Selector.open();
    for (var i = 0; i < count; i++) {
      connections.add(new Connection(port, selector));
    }
  }

  /**
   * What came of it.
   *
   * @param refused answers other than 200
   * @param repeated answers that say the event had come before
   * @param latencies from when each request was due
   */
  record Result(int answered, int refused, int repeated, Duration took, Latencies latencies) {
    double perSecond() {
      return answered / (took.toNanos() / 1e9);
    }
  }

  /** Sends as fast as answers come. */
  Result saturate(Requests requests, int count) throws IOException {
    return run(requests, count, 0);
  }

  /** Sends at a steady rate, whether or not the answers keep up. */
  Result offer(Requests requests, int count, double perSecond) throws IOException {
    return run(requests, count, 1e9 / perSecond);
  }

  private Result run(Requests requests, int count, double intervalNanos) throws IOException {
    Deque<Connection> idle = new ArrayDeque<>(connections);
    var latencies = new Latencies();
    var start = System.nanoTime();
    var sent = 0;
    var answered = 0;
    var refused = 0;
    var repeated = 0;
    while (answered < count) {
      var now = System.nanoTime();
      while (sent < count && !idle.isEmpty() && start + (long) (sent * intervalNanos) <= now) {
        var due = intervalNanos == 0 ? System.nanoTime() : start + (long) (sent * intervalNanos);
        idle.removeFirst().send(requests.next(), due);
        sent++;
      }
      for (var connection : answers(intervalNanos > 0 && sent < count)) {
        latencies.add(System.nanoTime() - connection.dueNanos());
        answered++;
        refused += connection.accepted() ? 0 : 1;
        repeated += connection.repeated() ? 1 : 0;
        idle.addLast(connection);
      }
    }
    var took = Duration.ofNanos(System.nanoTime() - start);
    return new Result(answered, refused, repeated, took, latencies);
  }

  private List<Connection> answers(boolean soon) throws IOException {
    if (soon) {
      LockSupport.parkNanos(NAP_NANOS);
      selector.selectNow();
    } else {
      selector.select();
    }
    var whole = new ArrayList<Connection>();
    for (var key : selector.selectedKeys()) {
      var connection = (Connection) key.attachment();
      if (connection.receive()) {
        whole.add(connection);
      }
    }
    selector.selectedKeys().clear();
    return whole;
  }

  @Override
  public void close() throws IOException {
    for (var connection : connections) {
      connection.close();
    }
    selector.close();
  }
}
