package io.github.e2breconciler;

import io.github.e2breconciler.cli.CommandLineProgram;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The program. */
final class Main {

  private Main() {}

  public static void main(String[] args) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(CommandLineProgram.run(args));
  }
}
