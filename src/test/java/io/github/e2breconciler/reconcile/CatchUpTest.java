package io.github.e2breconciler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

final class CatchUpTest {

  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);
  private CatchUp catchUp = mirrored.catchUp();

  @Test
  void bringsWhatNoWebhookDid() {
    file("ione");
    file("itwo");

    assertThat(catchUp.read(false)).hasSize(2);
    assertThat(world.inventory().living(ReapWorld.ACCOUNT)).hasSize(2);
    assertThat(catchUp.read(false)).isEmpty();
  }

  @Test
  void asksForEverythingButUpdated() {
    file("ione");
    var now = world.clock().instant();
    world.api().file(Mirrored.updated(new SandboxId("ione"), now, now.plusSeconds(300)));
    var types = new HashSet<>(EventTypes.ALL);
    types.remove(EventTypes.UPDATED);

    assertThat(catchUp.read(false)).singleElement().isInstanceOf(LifecycleEvent.Created.class);
    assertThat(world.api().askedFor()).isEqualTo(types);
  }

  @Test
  void bringsNothingThatWebhookBrought() {
    var event = file("ione");
    mirrored.heard(event, Source.WEBHOOK);

    assertThat(catchUp.read(false)).isEmpty();
  }

  @Test
  void remembersItsPositionAcrossRestart() {
    for (var i = 0; i < 250; i++) {
      file("iold" + i);
      world.advance(Duration.ofMinutes(1));
    }
    catchUp.read(false);
    catchUp = mirrored.catchUp();
    file("inew");
    world.api().forgetLog();

    assertThat(catchUp.read(false)).hasSize(1);
    assertThat(world.api().sent("events")).isOne();
  }

  @Test
  void newStoreBeginsNow() {
    for (var i = 0; i < 250; i++) {
      file("iold" + i);
      world.advance(Duration.ofSeconds(10));
    }

    assertThat(catchUp.read(true)).hasSize(6);
    assertThat(world.api().sent("events")).isOne();
  }

  @Test
  void newStoreRemembersWhenItBeganThoughNothingHappened() {
    catchUp.read(true);
    catchUp = mirrored.catchUp();
    for (var i = 0; i < 250; i++) {
      world.advance(Duration.ofSeconds(10));
      file("iold" + i);
    }

    assertThat(catchUp.read(false)).hasSize(250);
  }

  @Test
  void positionNeverPassesWhatIsStillToCome() {
    fileAt("ifuture", world.clock().instant().plus(Duration.ofDays(1)));
    catchUp.read(false);
    for (var i = 0; i < 250; i++) {
      world.advance(Duration.ofSeconds(1));
      file("ilater" + i);
    }
    catchUp = mirrored.catchUp();

    assertThat(catchUp.read(false)).hasSize(250);
  }

  @Test
  void leavesFeedAloneThatIsNotThere() {
    world.api().feedTrouble(E2bException.Kind.UNSUPPORTED);
    assertThat(catchUp.read(false)).isEmpty();
    world.api().feedTrouble(null);
    file("ione");

    assertThat(catchUp.works()).isFalse();
    assertThat(catchUp.read(false)).isEmpty();
    assertThat(world.api().sent("events")).isOne();
  }

  @Test
  void triesFeedAgainThatFailed() {
    file("ione");
    world.api().feedTrouble(E2bException.Kind.UNAVAILABLE);
    assertThat(catchUp.read(false)).isEmpty();
    assertThat(catchUp.works()).isFalse();
    world.api().feedTrouble(null);

    assertThat(catchUp.read(false)).hasSize(1);
    assertThat(catchUp.works()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "UNSUPPORTED, no event feed",
    "UNAUTHORISED, event feed not read",
    "UNAVAILABLE, event feed not read"
  })
  void tellsAFeedThatIsNotThereFromOneThatWasNotRead(E2bException.Kind kind, String start) {
    var logger = (Logger) LoggerFactory.getLogger(CatchUp.class);
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    logger.addAppender(logged);
    try {
      world.api().feedTrouble(kind);
      catchUp.read(false);
    } finally {
      logger.detachAppender(logged);
    }

    assertThat(logged.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .startsWith(start + ", walking more often account=");
  }

  @Test
  void firstContactIsNoDrift() {
    file("iold");
    world.advance(Duration.ofSeconds(10));

    catchUp.read(true);
    assertThat(world.inventory().living(ReapWorld.ACCOUNT)).hasSize(1);
    assertThat(mirrored.drifts.recent()).isEmpty();
  }

  /** A page reaches past the horizon, to what happened before anybody watched. */
  @Test
  void historyOnPagesOfLaterIsNoDrift() {
    file("iold");
    world.advance(Duration.ofMinutes(10));
    catchUp.read(true);
    world.standing().watchedSince(world.clock().instant());
    assertThat(world.inventory().living(ReapWorld.ACCOUNT)).isEmpty();

    file("inew");
    catchUp.read(false);
    assertThat(world.inventory().living(ReapWorld.ACCOUNT)).hasSize(2);
    assertThat(mirrored.drifts.recent())
        .singleElement()
        .satisfies(it -> assertThat(it.drift().key().sandbox()).hasToString("inew"));
  }

  @Test
  void laterEventsAreDrift() {
    catchUp.read(true);
    file("inew");

    catchUp.read(false);
    assertThat(mirrored.drifts.recent()).hasSize(1);
  }

  @Test
  void recoversLongSilenceFromTheOldestOn() {
    catchUp.read(true);
    var events = silence(3_000);

    assertThat(readAll()).containsExactlyElementsOf(events);
    assertThat(world.inventory().living(ReapWorld.ACCOUNT)).hasSize(3_000);
    world.api().forgetLog();
    assertThat(catchUp.read(false)).isEmpty();
    assertThat(world.api().sent("events")).isOne();
  }

  @Test
  void keepsWhatItReadOfLongSilence() {
    catchUp.read(true);
    silence(9_000);
    var fresh = catchUp.read(false);
    assertThat(catchUp.behind()).isTrue();
    assertThat(fresh).hasSizeBetween(4_000, 5_000);

    catchUp = mirrored.catchUp();
    world.api().forgetLog();
    assertThat(readAll()).hasSize(9_000 - fresh.size());
    assertThat(world.api().sent("events")).isLessThan(70);
  }

  @Test
  void goesOnWithLongSilenceWhenFeedFailed() {
    catchUp.read(true);
    silence(9_000);
    var fresh = catchUp.read(false).size();
    world.api().feedTrouble(E2bException.Kind.UNAVAILABLE);
    assertThat(catchUp.read(false)).isEmpty();
    assertThat(catchUp.behind()).isFalse();
    world.api().feedTrouble(null);

    assertThat(readAll()).hasSize(9_000 - fresh);
  }

  @Test
  void givesUpOnFeedThatCannotBeRead() {
    catchUp.read(true);
    silence(9_000);
    catchUp.read(false);
    world.api().feedTrouble(E2bException.Kind.UNAVAILABLE);
    for (var i = 0; i < CatchUp.PATIENCE; i++) {
      catchUp.read(false);
    }
    assertThat(mirrored.raised(Suspicion.BROKEN_FEED)).isOne();
    assertThat(mirrored.suspicions.take(ReapWorld.ACCOUNT, Suspicion.Remedy.WALK)).isNotEmpty();

    world.api().feedTrouble(null);
    world.api().forgetLog();
    catchUp.read(false);
    assertThat(catchUp.behind()).isFalse();
    assertThat(world.api().sent("events")).isLessThan(3);
  }

  @Test
  void mergesBeforeItStoresMore() {
    var events = silence(1_200);
    var commits = new AtomicInteger(Integer.MAX_VALUE);
    var failing =
        new Mirrored(
            new ReapWorld(() -> {
              if (commits.getAndDecrement() <= 0) {
                throw new IllegalStateException("disk full");
              }
            }));
    commits.set(2);

    assertThatThrownBy(
            () -> failing.intake.takeAll(ReapWorld.ACCOUNT, events, Source.FEED, Instant.MIN))
        .isInstanceOf(StoreException.class);
    assertThat(failing.world.inventory().living(ReapWorld.ACCOUNT)).hasSize(1_000);
  }

  /** An event every three seconds, oldest first. */
  private List<LifecycleEvent> silence(int count) {
    var events = new ArrayList<LifecycleEvent>();
    for (var i = 0; i < count; i++) {
      world.advance(Duration.ofSeconds(3));
      events.add(file("ilong" + i));
    }
    return events;
  }

  private List<LifecycleEvent> readAll() {
    var all = new ArrayList<>(catchUp.read(false));
    while (catchUp.behind()) {
      all.addAll(catchUp.read(false));
    }
    return all;
  }

  private LifecycleEvent file(String sandbox) {
    return fileAt(sandbox, world.clock().instant());
  }

  private LifecycleEvent fileAt(String sandbox, Instant at) {
    var event = Mirrored.created(new SandboxId(sandbox), at, "");
    world.api().file(event);
    return event;
  }
}
