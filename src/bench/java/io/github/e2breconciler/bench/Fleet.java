package io.github.e2breconciler.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** The process of {@link FleetCommand}, from outside. It ends with ours. */
final class Fleet implements AutoCloseable {

  private final Process process;
  private final URI url;

  /** Starts it; its log is {@code fleet.log} in {@code folder}. */
  Fleet(int size, Path folder) throws IOException {
    process = Java.start(List.of(), folder.resolve("fleet.log"), "fleet", Integer.toString(size));
    var port = process.errorReader(UTF_8).readLine();
    if (port == null) {
      throw new IOException("the simulator ended; its log: " + folder.resolve("fleet.log"));
    }
    url = URI.create("http://127.0.0.1:" + port);
  }

  URI url() {
    return url;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
