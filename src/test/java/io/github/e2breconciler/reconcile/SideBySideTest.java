package io.github.e2breconciler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.loop.Turns;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

final class SideBySideTest {

  private static final AccountId SLOW = new AccountId("slow");
  private static final AccountId QUICK = new AccountId("quick");

  private final List<Runnable> stuck = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final List<AccountId> late = new ArrayList<>();
  private boolean sticks = true;
  private final SideBySide lanes = new SideBySide(this::execute, Duration.ZERO, Turns.REAL);

  @Test
  void slowAccountKeepsNoOtherWaiting() {
    run();

    assertThat(done).containsExactly("quick true");
    assertThat(late).containsExactly(SLOW);
  }

  @Test
  void lateAccountLearnsThatNobodyWaits() {
    run();
    stuck.removeFirst().run();

    assertThat(done).containsExactly("quick true", "slow false");
  }

  @Test
  void lateAccountBeginsNothingNewUntilItIsDone() {
    run();
    run();
    assertThat(stuck).hasSize(1);
    assertThat(late).containsExactly(SLOW, SLOW);

    stuck.removeFirst().run();
    sticks = false;
    run();
    assertThat(done).endsWith("slow true", "quick true");
    assertThat(late).hasSize(2);
  }

  private void run() {
    var work = new LinkedHashMap<AccountId, SideBySide.Work>();
    work.put(SLOW, wanted -> note(SLOW, wanted));
    work.put(QUICK, wanted -> note(QUICK, wanted));
    first = true;
    lanes.run(work, late::add);
  }

  private boolean first;

  /** The first lane of each run is the slow one's, unless it is busy. */
  private void execute(Runnable work) {
    if (first && sticks && stuck.isEmpty()) {
      stuck.add(work);
    } else {
      work.run();
    }
    first = false;
  }

  private void note(AccountId account, BooleanSupplier wanted) {
    done.add(account + " " + wanted.getAsBoolean());
  }
}
