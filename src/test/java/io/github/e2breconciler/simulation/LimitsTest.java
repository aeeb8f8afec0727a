package io.github.e2breconciler.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.reap.CaseState;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.testing.FakeClock;
import io.github.e2breconciler.testing.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each law on limits and orders is broken once. */
final class LimitsTest {

  private static final Terms TERMS = OneLife.TERMS;
  private static final SandboxId KEPT = new SandboxId("kept");

  private final SplittableRandom random = new SplittableRandom(1);
  private final OneLife one = new OneLife();
  private final VirtualTime time = one.time();

  @AfterEach
  void end() {
    one.close();
  }

  @Test
  void s2RefusesRequestsWhileFrozen() {
    var law = new Restraint(time, 10, 100);
    one.engine().freezes().freeze(OneLife.ACCOUNT, "stop", Freezes.HUMAN);

    assertBroken(() -> law.requested(one.request("i1")), "while frozen");
  }

  @Test
  void s2LetsAFreezeOfAnotherAccountStopNothing() {
    var law = new Restraint(time, 10, 100);
    one.engine().freezes().freeze(Neighbour.ACCOUNT, "stop", Freezes.HUMAN);

    assertThatCode(() -> law.requested(one.request("i1"))).doesNotThrowAnyException();
  }

  @Test
  void s2CountsWhatBeginsWithinAnHour() {
    var law = new Restraint(time, 1, 100);
    law.requested(one.request("i1"));

    assertBroken(() -> law.requested(one.request("i2")), "the cap is 1");
    time.pass(Duration.ofHours(2));
    assertThatCode(() -> law.requested(one.request("i3"))).doesNotThrowAnyException();
  }

  @Test
  void s2LetsAnApprovedPlanExceedTheCaps() {
    var law = new Restraint(time, 0, 0);
    law.approve(Set.of("case-i1"));

    assertThatCode(() -> law.requested(one.request("i1"))).doesNotThrowAnyException();
    assertBroken(() -> law.requested(one.request("i2")), "the cap is 0");
  }

  @Test
  void s2RefusesRequestsBeyondItsMode() {
    var configuration = new Configuration(TERMS, KEPT, Tenants.ONE);
    while (configuration.edit(random) != Configuration.Edit.OBSERVE) {}
    var law = orders(TERMS, configuration);

    assertThatCode(() -> law.requested(one.request("i1"))).doesNotThrowAnyException();
    configuration.read();
    assertBroken(() -> law.requested(one.request("i1")), "though configured: observe");
  }

  @Test
  void s2RefusesRequestsWhileAWindowIsShut() {
    var minute = FakeClock.START.atZone(ZoneOffset.UTC).get(ChronoField.MINUTE_OF_DAY);
    var shut = TERMS.shutBy(new Closing(minute + 1, minute + 2), Closing.NEVER);
    var law = orders(shut, new Configuration(shut, KEPT, Tenants.ONE));

    assertThatCode(() -> law.requested(one.request("i1"))).doesNotThrowAnyException();
    time.pass(Duration.ofSeconds(66));
    assertBroken(() -> law.requested(one.request("i1")), "while a window is shut");
    time.pass(Duration.ofSeconds(60));
    assertThatCode(() -> law.requested(one.request("i1"))).doesNotThrowAnyException();
  }

  @Test
  void s3RefusesRequestsOnceTheLockIsLost() {
    one.disk().loseLock(time.instant());
    var law = orders(TERMS, new Configuration(TERMS, KEPT, Tenants.ONE));

    assertThatCode(() -> law.requested(one.request("i1"))).doesNotThrowAnyException();
    time.pass(Duration.ofSeconds(6));
    assertBroken(() -> law.requested(one.request("i1")), "another may have the store");
  }

  @Test
  void l4CountsCallsAgainstItsInterval() {
    var law = new Budget(one.stage(Duration.ZERO), Duration.ofSeconds(15));
    for (var i = 0; i < 91; i++) {
      law.called("list");
    }
    time.pass(Duration.ofMinutes(10));

    assertBroken(() -> law.look(0, 0), "91 calls within PT10M, the budget is 80");
  }

  @Test
  void l4GrantsWhatARequestCosts() {
    var law = new Budget(one.stage(Duration.ZERO), Duration.ofSeconds(15));
    for (var i = 0; i < 93; i++) {
      law.called("read");
    }
    law.requested(one.request("i1"));
    time.pass(Duration.ofMinutes(10));

    assertThatCode(() -> law.look(1, 0)).doesNotThrowAnyException();
  }

  /** Seed 40181: two dozen kills, and the stretch was over before they were settled. */
  @Test
  void l4GrantsLooksAtWhatBecameOfRequestsOfTheStretchBefore() {
    var law = new Budget(one.stage(Duration.ZERO), Duration.ofSeconds(15));
    time.pass(Duration.ofMinutes(10));
    law.look(24, 24);
    for (var i = 0; i < 76 + 4 * 24; i++) {
      law.called("read");
    }
    time.pass(Duration.ofSeconds(8));
    law.look(0, 0);
    time.pass(Duration.ofMinutes(10));

    assertThatCode(() -> law.look(0, 0)).doesNotThrowAnyException();
  }

  @Test
  void l3MissesTheGaugeOfAFreeze() {
    var law = new Told(one.stage(Duration.ZERO), one.machine());
    var silent = new SimpleMeterRegistry();
    one.engine().freezes().freeze(OneLife.ACCOUNT, "stop", Freezes.HUMAN);
    law.look(silent);
    time.pass(Duration.ofSeconds(11));

    assertBroken(() -> law.look(silent), "[frozen sim], and the gauge says null");
    assertThatCode(() -> law.look(one.engine())).doesNotThrowAnyException();
  }

  @Test
  void l3SeesAPassThatNobodyRuns() {
    one.engine().watches().values().forEach(watch -> watch.standing().walked(time.instant(), 0));

    assertBroken(headway()::nothingIsStuck, "has not come to its end");
  }

  @Test
  void l3SeesAnAccountThatNobodyWalks() {
    assertBroken(headway()::nothingIsStuck, "no complete walk since null");
  }

  @Test
  void l3SeesACaseThatDoesNotMoveOn() {
    var headway = headway();
    var due = one.subject("i1", CaseState.DUE);
    var given = one.subject("i2", CaseState.ESCALATED);
    time.pass(Duration.ofMinutes(21));

    assertThatCode(() -> headway.requireMoving(given, time.instant())).doesNotThrowAnyException();
    assertBroken(() -> headway.requireMoving(due, time.instant()), "does not move on");
  }

  private Headway headway() {
    return new Headway(one.stage(Duration.ZERO), one.engine(), one.machine());
  }

  private Orders orders(Terms terms, Configuration configuration) {
    return new Orders(one.stage(Duration.ZERO), terms, configuration, one.disk(), _ -> false);
  }

  private static void assertBroken(Runnable work, String why) {
    assertThatThrownBy(work::run).isInstanceOf(Violation.class).hasMessageContaining(why);
  }
}
