package io.github.e2breconciler.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Lets an answer through byte by byte. */
final class DrippingStream extends ByteArrayOutputStream {

  private final OutputStream out;
  private final Duration over;
  private final Patience patience;

  DrippingStream(OutputStream out, Duration over, Patience patience) {
    this.out = out;
    this.over = over;
    this.patience = patience;
  }

  @Override
  public void close() throws IOException {
    var pause = over.dividedBy(Math.max(1, count));
    for (var i = 0; i < count; i++) {
      patience.pause(pause);
      out.write(buf, i, 1);
      out.flush();
    }
    out.close();
  }
}
