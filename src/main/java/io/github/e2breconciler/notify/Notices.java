package io.github.e2breconciler.notify;

/** Where to leave what people should hear. Never blocks; any thread. */
@FunctionalInterface
public interface Notices {

  /** Nobody wants to hear anything. */
  Notices NONE = _ -> true;

  /** Takes a notice, or says that it has no room and forgets it. */
  boolean offer(Notice notice);
}
