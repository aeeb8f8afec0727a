package io.github.e2breconciler.doctor;

import java.util.Locale;

/**
 * One line of the report.
 *
 * @param what the thing that was looked at
 * @param detail how it is; never holds a secret
 * @param fix what to do about it, as a sentence without its full stop; empty when it is ok
 */
public record Finding(Level level, String what, String detail, String fix) {

  /** How bad it is. */
  public enum Level {
    OK,
    /** It works, or may; a person should know. */
    WARN,
    FAIL
  }

  public Finding {
    if ((level == Level.OK) != fix.isEmpty()) {
      throw new IllegalArgumentException(level + " with the fix '" + fix + "'");
    }
  }

  static Finding ok(String what, String detail) {
    return new Finding(Level.OK, what, detail, "");
  }

  static Finding warn(String what, String detail, String fix) {
    return new Finding(Level.WARN, what, detail, fix);
  }

  static Finding fail(String what, String detail, String fix) {
    return new Finding(Level.FAIL, what, detail, fix);
  }

  @Override
  public String toString() {
    var mark = level.name().toLowerCase(Locale.ROOT);
    var line = "%-4s  %-28s %s".formatted(mark, what, detail);
    return fix.isEmpty() ? line : line + ". Fix: " + fix + ".";
  }
}
