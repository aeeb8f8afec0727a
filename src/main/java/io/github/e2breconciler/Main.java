package io.github.e2breconciler;

import io.github.e2breconciler.cli.CommandLineProgram;
import java.util.Map;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The program. */
final class Main {

  private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

  /** Threads that may be inside SQLite at once: the writer, two readers, and the checkpoint. */
  private static final int IN_SQLITE = 4;

  /** Of BSD's {@code sysexits.h}. */
  private static final int EX_CONFIG = 78;

  private Main() {}

  public static void main(String[] args) {
    keepCarriersFree();
    refuseBadLogSettings(System.getenv());
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Output.gather();
    var status = CommandLineProgram.run(args);
    System.out.flush();
    System.exit(status);
  }

  /**
   * Before there is a log, for a misspelt word would leave us without one. An ordinary exit would
   * set it up to tell of the exit, and tell at length that it cannot.
   */
  private static void refuseBadLogSettings(Map<String, String> environment) {
    var mistakes = LogSettings.mistakes(environment);
    if (!mistakes.isEmpty()) {
      mistakes.forEach(System.err::println);
      Runtime.getRuntime().halt(EX_CONFIG);
    }
  }

  /**
   * A virtual thread inside SQLite holds on to its carrier. On a small machine with a disk that
   * stalls that would be all of them, and nobody could even ask how we are.
   */
  private static void keepCarriersFree() {
    if (System.getProperty(CARRIERS) == null) {
      var carriers = Runtime.getRuntime().availableProcessors() + IN_SQLITE;
      System.setProperty(CARRIERS, Integer.toString(carriers));
    }
  }
}
