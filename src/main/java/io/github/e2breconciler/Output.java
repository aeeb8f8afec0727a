package io.github.e2breconciler;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/** Standard output, which carries the log. */
public final class Output {

  private static final int BYTES = 64 << 10;

  private Output() {}

  /**
   * From now on, until somebody flushes it, standard output keeps to itself what is written. Java's
   * own hands on every line at once, and a system call for each costs as much as the event that it
   * tells of. Lines that should leave at once are flushed by the appender that writes them.
   */
  public static void gather() {
    System.setOut(gathered(new FileOutputStream(FileDescriptor.out)));
  }

  static PrintStream gathered(OutputStream to) {
    return new PrintStream(new BufferedOutputStream(to, BYTES), false, System.out.charset());
  }
}
