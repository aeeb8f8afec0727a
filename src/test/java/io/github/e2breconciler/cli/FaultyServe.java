package io.github.e2breconciler.cli;

import io.github.e2breconciler.Daemon;
import io.github.e2breconciler.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * {@code serve} on a disk that is full while the file {@value #FULL} is in the working directory,
 * and stalls for ever once {@value #STALLED} is. Takes the configuration as its only argument.
 */
final class FaultyServe {

  static final String FULL = "disk-is-full";
  static final String STALLED = "disk-stalls";

  private FaultyServe() {}

  public static void main(String[] arguments) throws InterruptedException {
    var settings = Settings.read(Path.of(arguments[0]), System.getenv());
    System.exit(ServeCommand.serve(() -> new Daemon(settings, FaultyServe::commit), null));
  }

  private static void commit() {
    if (Files.exists(Path.of(STALLED))) {
      System.out.println("a write stalls");
      new Semaphore(0).acquireUninterruptibly(); // as a thread in fsync, it hears of nothing
    }
    if (Files.exists(Path.of(FULL))) {
      throw new IllegalStateException("no space left on device");
    }
  }
}
