package io.github.e2breconciler.reap;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * A word that every log line of this thread carries until it is closed, by the same thread; then
 * they carry again what they carried before. So a case may be told of within another, and a pass
 * whose lanes run on its own thread.
 */
public final class LogTag implements AutoCloseable {

  private final String key;
  private final @Nullable String before;

  private LogTag(String key, @Nullable String before) {
    this.key = key;
    this.before = before;
  }

  /** Puts {@code value} under {@code key} from now on. */
  public static LogTag put(String key, String value) {
    var tag = new LogTag(key, MDC.get(key));
    MDC.put(key, value);
    return tag;
  }

  @Override
  public void close() {
    if (before == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, before);
    }
  }
}
