package io.github.e2breconciler.reconcile;

import java.util.List;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/** Requests for passes, from people and from the schedule, while the one that runs them works. */
@Param(name = "plan", gen = BooleanGen.class)
public final class PassBookRace {

  private int made;
  private final PassBook book = new PassBook(() -> "pass-" + ++made); // only under its lock

  /** Somebody asks for a pass. */
  @Operation
  public String join(@Param(name = "plan") boolean plan) {
    return book.join("manual", Kind.ordinary(plan, null)).id();
  }

  /** Somebody approves a plan. */
  @Operation
  public @Nullable String joinOnce() {
    return id(book.joinOnce("approved", new Kind(false, null, false, "plan")));
  }

  /** The runner takes the next. */
  @Operation(nonParallelGroup = "runner")
  public @Nullable String takeNext() {
    return id(book.takeNext());
  }

  /** The runner is done. */
  @Operation(nonParallelGroup = "runner")
  public void finished() {
    book.finished();
  }

  /** Somebody looks. */
  @Operation
  public List<String> recent() {
    return book.recent().stream().map(Pass::id).toList();
  }

  /** The schedule looks. */
  @Operation
  public boolean waiting() {
    return book.waiting();
  }

  private static @Nullable String id(@Nullable Pass pass) {
    return pass == null ? null : pass.id();
  }
}
