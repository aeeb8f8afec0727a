package io.github.e2breconciler.testing;

import java.io.Serial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one virtual time. They hand each other the turn, so that one of them runs at any
 * moment; what one wrote the next sees. A thread whose work is done does what is next itself where
 * that begins anew, and is kept for later where it is another thread's.
 */
final class Strands {

  private final ArrayDeque<Strand> idle = new ArrayDeque<>();
  private final List<Strand> all = new ArrayList<>();
  private final Supplier<Due> next;
  private final Strand main = Strand.current();
  private Strand running = main;
  private @Nullable Throwable failure;
  private boolean closing;

  /**
   * The calling thread alone, which has the turn.
   *
   * @param next takes what is next, and makes its time the present
   */
  Strands(Supplier<Due> next) {
    this.next = next;
  }

  /** Ends a thread that waits while everything ends. */
  private static final class Ended extends Error {

    @Serial private static final long serialVersionUID = 1L;

    Ended() {
      super("the run is over", null, false, false);
    }
  }

  /** Who has the turn. */
  Strand running() {
    return running;
  }

  boolean closing() {
    return closing;
  }

  /** The run ends by this once the step under way has given its turn away. */
  void fail(Throwable cause) {
    failure = failure == null ? cause : failure;
  }

  /** Gives the turn away; returns when it is the caller's again. */
  void goOn() {
    if (closing) {
      throw new Ended();
    }
    var self = running;
    var due = next.get();
    var strand = due.strand();
    if (strand == self) {
      return;
    }
    if (strand != null) {
      hand(self, strand);
      return;
    }
    var free = idle.isEmpty() ? newStrand() : idle.pop();
    free.assign(due.work());
    hand(self, free);
  }

  private Strand newStrand() {
    var made = new Strand[1];
    made[0] = new Strand(() -> live(made[0]));
    all.add(made[0]);
    return made[0];
  }

  private void live(Strand self) {
    try {
      await(self);
      while (!closing) {
        var work = self.takeWork();
        if (work != null) {
          work.run();
        }
        if (!closing) {
          proceed(self);
        }
      }
    } catch (Ended _) {
      // as everything does
    } catch (RuntimeException | Error e) {
      fail(e);
    }
    self.end();
    main.give();
  }

  private void proceed(Strand self) {
    if (failure != null) {
      idle.push(self);
      hand(self, main);
      return;
    }
    var due = next.get();
    var strand = due.strand();
    if (strand == null) {
      self.assign(due.work());
      return;
    }
    idle.push(self);
    hand(self, strand);
  }

  private void hand(Strand self, Strand other) {
    other.give();
    await(self);
  }

  private void await(Strand self) {
    self.await();
    running = self;
    if (closing) {
      throw new Ended();
    }
    if (self == main && failure != null) {
      throw failure instanceof Error error ? error : new AssertionError(failure);
    }
  }

  /** Ends all threads but the calling one, whose they are. */
  void close() {
    closing = true;
    for (var strand : List.copyOf(all)) {
      while (!strand.ended()) {
        strand.give();
        main.await();
      }
    }
    running = main;
  }
}
