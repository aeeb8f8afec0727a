package io.github.e2breconciler.cli;

/** What a command ends with. */
final class ExitCode {

  static final int DONE = 0;
  static final int FAILED = 1;

  /** {@code EX_SOFTWARE} of BSD's {@code sysexits.h}: it cannot go on. */
  static final int BROKEN = 70;

  /** {@code EX_CONFIG} of BSD's {@code sysexits.h}. */
  static final int CONFIGURATION = 78;

  private ExitCode() {}
}
