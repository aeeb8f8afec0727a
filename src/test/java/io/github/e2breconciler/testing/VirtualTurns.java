package io.github.e2breconciler.testing;

import io.github.e2breconciler.loop.Turns;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** Turns on virtual time: whoever waits lets the others go on. */
public final class VirtualTurns implements Turns {

  private final Waits waits;

  /** How a thread waits. */
  public interface Waits {

    VirtualTime.Wait newWait();

    /** As {@link VirtualTime.Wait#await}. */
    boolean await(VirtualTime.Wait wait, @Nullable Duration atMost);

    /** A thread is about to take a lock. */
    void beforeLock();
  }

  public VirtualTurns(Waits waits) {
    this.waits = waits;
  }

  /** Nothing but time comes between. */
  public VirtualTurns(VirtualTime time) {
    this(
        new Waits() {
          @Override
          public VirtualTime.Wait newWait() {
            return time.newWait();
          }

          @Override
          public boolean await(VirtualTime.Wait wait, @Nullable Duration atMost) {
            return wait.await(atMost);
          }

          @Override
          public void beforeLock() {}
        });
  }

  @Override
  public Lock lock() {
    return new VirtualLock();
  }

  @Override
  public void await(CompletableFuture<?> done) {
    if (!done.isDone()) {
      var _ = waits.await(waking(done), null);
    }
    done.join();
  }

  @Override
  public boolean await(CompletableFuture<?> done, Duration atMost) {
    return done.isDone() || waits.await(waking(done), atMost);
  }

  private VirtualTime.Wait waking(CompletableFuture<?> done) {
    var wait = waits.newWait();
    var _ = done.whenComplete((_, _) -> wait.wake());
    return wait;
  }

  /** One that is handed to whoever asked first. */
  private final class VirtualLock implements Lock {

    private final ArrayDeque<Asking> asking = new ArrayDeque<>();
    private @Nullable Thread holder;
    private int times;

    private record Asking(Thread thread, VirtualTime.Wait turn) {}

    @Override
    public void lock() {
      var _ = take(null);
    }

    @Override
    public boolean tryLock() {
      waits.beforeLock();
      return takeIfFree();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) {
      return take(Duration.of(time, unit.toChronoUnit()));
    }

    private boolean take(@Nullable Duration atMost) {
      waits.beforeLock();
      if (takeIfFree()) {
        return true;
      }
      var mine = new Asking(Thread.currentThread(), waits.newWait());
      asking.add(mine);
      var taken = false;
      try {
        taken = waits.await(mine.turn, atMost);
      } finally {
        if (!taken) {
          asking.remove(mine);
        }
      }
      return taken;
    }

    private boolean takeIfFree() {
      var me = Thread.currentThread();
      if (holder != null && !holder.equals(me)) {
        return false;
      }
      holder = me;
      times++;
      return true;
    }

    @Override
    public void unlock() {
      if (!Thread.currentThread().equals(holder)) {
        throw new IllegalMonitorStateException();
      }
      times--;
      if (times > 0) {
        return;
      }
      var next = asking.poll();
      holder = next == null ? null : next.thread;
      times = next == null ? 0 : 1;
      if (next != null) {
        next.turn.wake();
      }
    }

    @Override
    public void lockInterruptibly() {
      lock();
    }

    @Override
    public Condition newCondition() {
      throw new UnsupportedOperationException();
    }
  }
}
