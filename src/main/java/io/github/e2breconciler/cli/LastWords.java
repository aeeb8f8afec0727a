package io.github.e2breconciler.cli;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a thread dies of an {@link Error}: a daemon that lacks one of its loops
 * looks well and does nothing. The supervisor starts it anew.
 */
final class LastWords implements UncaughtExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(LastWords.class);

  private final IntConsumer halt;

  /** With what ends the process at once, given its status. */
  LastWords(IntConsumer halt) {
    this.halt = halt;
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    log.error("thread {} died", thread.getName(), failure);
    if (failure instanceof Error) {
      System.out.flush();
      halt.accept(ExitCode.BROKEN);
    }
  }
}
