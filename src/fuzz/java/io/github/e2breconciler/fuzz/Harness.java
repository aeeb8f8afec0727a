package io.github.e2breconciler.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What Jazzer calls, in a process of its own for each target. */
public final class Harness {

  private static @Nullable Target target;

  private Harness() {}

  /** Opens the target that the only argument names. */
  public static void fuzzerInitialize(String[] args) {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    var opened = Targets.valueOf(args[0]).open();
    opened.accept(new byte[0]); // loads what it needs before any input is timed
    target = opened;
  }

  /** Takes one input. */
  public static void fuzzerTestOneInput(byte[] input) {
    var open = target;
    if (open == null) {
      throw new IllegalStateException("nothing was opened");
    }
    open.accept(input);
  }
}
