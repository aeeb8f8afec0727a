package io.github.e2breconciler.http;

import io.github.e2breconciler.http.Waiting.Stage;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;

/**
 * Writes to a client and counts how long it takes to take it. The connection's own thread only.
 *
 * <p>What cannot be written ends the connection quietly: nobody is left to be told.
 */
final class PatientWriter implements DataWriter {

  private final DataWriter writer;
  private final Waiting waiting;

  PatientWriter(DataWriter writer, Waiting waiting) {
    this.writer = writer;
    this.waiting = waiting;
  }

  @Override
  public void write(BufferData... buffers) {
    await(() -> writer.writeNow(buffers));
  }

  @Override
  public void write(BufferData buffer) {
    await(() -> writer.writeNow(buffer));
  }

  @Override
  public void writeNow(BufferData... buffers) {
    await(() -> writer.writeNow(buffers));
  }

  @Override
  public void writeNow(BufferData buffer) {
    await(() -> writer.writeNow(buffer));
  }

  /** Runs what may block until the client has read. */
  void await(Runnable write) {
    waiting.enter(Stage.ANSWER);
    waiting.begin();
    try {
      write.run();
    } catch (UncheckedIOException | SocketWriterException e) {
      throw new CloseConnectionException("the client hung up, or was hung up on", e);
    } finally {
      waiting.end();
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
