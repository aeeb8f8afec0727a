package io.github.e2breconciler.testing;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread of virtual time, which goes on only while it has the turn. */
final class Strand {

  private final Runnable life;
  private volatile boolean mine;
  private volatile boolean ended;
  private @Nullable Thread thread;
  private @Nullable Runnable work;

  /** One that begins once it gets the turn; {@code life} is all that it does. */
  Strand(Runnable life) {
    this.life = life;
  }

  /** The thread that calls, which has the turn. */
  static Strand current() {
    var strand = new Strand(() -> {});
    strand.thread = Thread.currentThread();
    return strand;
  }

  /** What it is to do next; it has not the turn yet. */
  void assign(Runnable next) {
    work = next;
  }

  @Nullable Runnable takeWork() {
    var next = work;
    work = null;
    return next;
  }

  /** It has the turn from now on. */
  void give() {
    mine = true;
    if (thread == null) {
      var born = Thread.ofVirtual().name("virtual-time").unstarted(life);
      thread = born; // before it runs, and is given the turn by others
      born.start();
    } else {
      LockSupport.unpark(thread);
    }
  }

  /** Waits for the turn; only on its own thread. */
  void await() {
    while (!mine) {
      LockSupport.park(this);
    }
    mine = false;
  }

  void end() {
    ended = true;
  }

  boolean ended() {
    return ended;
  }
}
