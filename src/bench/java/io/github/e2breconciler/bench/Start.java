package io.github.e2breconciler.bench;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** A process from its start to its end, looked at from outside. */
final class Start implements AutoCloseable {

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Semaphore never = new Semaphore(0);
  private final Process process;
  private final long begun;

  /** Starts it; what it says goes to a file. */
  Start(List<String> command, Path log) throws IOException {
    begun = System.nanoTime();
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** A port that nobody has at this moment. */
  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** From its start to the first 200, asking every few milliseconds. */
  Duration firstOk(URI url, Supplier<HttpRequest.Builder> request)
      throws IOException, InterruptedException {
    while (process.isAlive()) {
      if (answers(request.get().uri(url).build())) {
        return Duration.ofNanos(System.nanoTime() - begun);
      }
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IOException("no 200 of " + url + " within " + PATIENCE);
      }
      var _ = never.tryAcquire(2, MILLISECONDS);
    }
    throw new IOException("it ended with " + process.exitValue());
  }

  private boolean answers(HttpRequest request) throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  /** What it has cost so far, of all processors; another program's load does not lengthen it. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** How much of the machine's memory it has, in MiB. */
  double residentMebibytes() throws IOException {
    var status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    var found = RESIDENT.matcher(status);
    if (!found.find()) {
      throw new IOException("no VmRSS in " + status);
    }
    return Long.parseLong(found.group(1)) / 1024.0;
  }

  @Override
  public void close() {
    client.shutdownNow();
    process.destroy();
    process.onExit().join();
  }
}
