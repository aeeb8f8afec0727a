package io.github.e2breconciler.simulator;

import io.helidon.webserver.CloseConnectionException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Lets half of an answer through and then breaks off. */
final class BrokenStream extends ByteArrayOutputStream {

  private final OutputStream out;

  BrokenStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void close() throws IOException {
    out.write(buf, 0, count / 2);
    out.flush();
    throw new CloseConnectionException("planned: half an answer");
  }
}
