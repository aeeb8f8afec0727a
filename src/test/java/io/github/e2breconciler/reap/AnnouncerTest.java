package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.KEY;
import static io.github.e2breconciler.testing.ReapWorld.LIFE;
import static io.github.e2breconciler.testing.ReapWorld.OVERDUE;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.notify.Notice;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Window;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people hear, and when. */
final class AnnouncerTest {

  private static final Duration GRACE = Duration.ofMinutes(5);
  private static final Duration QUARANTINE = Duration.ofMinutes(10);

  private final ReapWorld world = new ReapWorld();

  @Test
  void tellsBeforeAndAfterEachStep() {
    marked();
    assertThat(told()).containsExactly("ending pause");
    var markedAt = world.clock().instant();

    world.advance(GRACE);
    world.pass();
    world.verify();
    assertThat(told()).containsExactly("ending pause", "ended pause", "ending kill");

    world.advance(QUARANTINE);
    world.pass();
    world.verifyFor(Duration.ofSeconds(6));
    assertThat(told()).containsExactly("ending pause", "ended pause", "ending kill", "ended kill");
    assertThat(world.notices())
        .extracting(Notice::due)
        .containsExactly(markedAt.plus(GRACE), null, markedAt.plus(GRACE).plus(QUARANTINE), null);
  }

  @Test
  void namesOwnerCaseAndReason() {
    marked();

    var notice = world.notices().getFirst();
    assertThat(notice.owner()).isEqualTo("job-42");
    assertThat(notice.sandbox()).isEqualTo(KEY);
    assertThat(notice.caseId()).isEqualTo(world.subject().id());
    assertThat(notice.policy()).isEqualTo("overdue");
    assertThat(notice.reason()).isEqualTo(world.subject().reason());
  }

  @Test
  void tellsEachThingOnce() {
    marked();
    world.pass();
    world.pass();

    assertThat(told()).containsExactly("ending pause");
  }

  @Test
  void tellsAgainUnderTheSameIdAfterRestart() {
    marked();
    world.restart();
    world.pass();

    assertThat(world.notices()).extracting(Notice::id).hasSize(2);
    assertThat(world.notices().get(1).id()).isEqualTo(world.notices().get(0).id());
  }

  @Test
  void tellsAgainWhatFoundNoRoom() {
    world.deaf(true);
    marked();
    assertThat(world.notices()).isEmpty();

    world.deaf(false);
    world.pass();
    assertThat(told()).containsExactly("ending pause");
  }

  @Test
  void tellsNobodyWhileModeObserves() {
    world.mode(Action.OBSERVE);
    marked();
    world.advance(GRACE);
    world.pass();

    assertThat(world.notices()).isEmpty();
  }

  @Test
  void tellsOnceThatItIsCondemnedWhileModeNotifies() {
    world.mode(Action.NOTIFY).condemned();
    world.pass();
    world.pass();

    assertThat(told()).containsExactly("condemned notify");
  }

  @Test
  void tellsBeforeItActsOnWhatWasCondemnedWhileItObserved() {
    world.mode(Action.OBSERVE).condemned();
    world.mode(Action.KILL);
    world.pass();

    assertThat(told()).containsExactly("ending pause");
    assertThat(world.api().destructive()).isZero();
  }

  @Test
  void tellsNothingOfAKillWherePolicyPauses() {
    world.policies(ReapWorld.policy("overdue", OVERDUE.condition(), Action.PAUSE));
    marked();
    world.advance(GRACE);
    world.pass();
    world.verify();

    assertThat(told()).containsExactly("ending pause", "ended pause");
  }

  @Test
  void waitsWithTheWarningWhileSomebodyWantsItLeftAlone() {
    world.mode(Action.OBSERVE).condemned();
    world.reaper().snooze(world.subject().id(), Duration.ofHours(1), "looking at it");
    world.mode(Action.KILL);
    world.pass();
    assertThat(world.notices()).isEmpty();

    world.advance(Duration.ofHours(1));
    world.walk();
    world.reaper().judge(world.standing());
    assertThat(told()).containsExactly("ending pause");
  }

  @Test
  void saysWhenTheWindowOpens() {
    world.window(new Window(EnumSet.allOf(DayOfWeek.class), 60, 120, ZoneOffset.UTC));
    marked();

    assertThat(world.notices())
        .extracting(Notice::due)
        .containsExactly(Instant.parse("2026-01-01T01:00:00Z"));
  }

  @Test
  void callsAHumanOnceForWhatCannotBeFinished() {
    world.condemned();
    var subject = world.subject();
    world
        .cases()
        .save(
            subject.to(CaseState.ESCALATED, world.clock().instant(), subject.due(), "stuck"),
            "unconfirmed",
            "{}");
    world.notices().clear();
    world.pass();
    world.pass();

    assertThat(world.notices())
        .singleElement()
        .satisfies(notice -> {
          assertThat(notice.type()).isEqualTo(Notice.Type.ESCALATED);
          assertThat(notice.reason()).isEqualTo("stuck");
        });
  }

  /** Past its end and found so; its grace begins. */
  private void marked() {
    world.advance(Duration.ofSeconds(1));
    world.born(SANDBOX);
    world.advance(LIFE.plusMinutes(1));
    world.pass();
  }

  private List<String> told() {
    return world.notices().stream()
        .map(notice -> notice.type().label() + " " + notice.action())
        .toList();
  }
}
