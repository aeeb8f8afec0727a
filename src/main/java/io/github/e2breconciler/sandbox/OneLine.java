package io.github.e2breconciler.sandbox;

import java.util.regex.Pattern;

/** Strangers' texts on one line, so that none of them writes a line of its own in a log. */
public final class OneLine {

  /** Control characters and Unicode's own line breaks. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

  private OneLine() {}

  /** The text with a question mark for each character that may break a line or steer a terminal. */
  public static String of(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return CONTROL.matcher(text).replaceAll("?");
      }
    }
    return text;
  }
}
