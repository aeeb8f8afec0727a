package io.github.e2breconciler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CatchUpTest {

  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);
  private CatchUp catchUp = mirrored.catchUp();

  @Test
  void bringsWhatNoWebhookDid() {
    file("ione");
    file("itwo");

    assertThat(catchUp.read()).hasSize(2);
    assertThat(world.inventory().living(ReapWorld.ACCOUNT)).hasSize(2);
    assertThat(catchUp.read()).isEmpty();
  }

  @Test
  void bringsNothingThatWebhookBrought() {
    var event = file("ione");
    mirrored.heard(event, Source.WEBHOOK);

    assertThat(catchUp.read()).isEmpty();
  }

  @Test
  void remembersItsPositionAcrossRestart() {
    for (var i = 0; i < 250; i++) {
      file("iold" + i);
      world.advance(Duration.ofMinutes(1));
    }
    catchUp.read();
    catchUp = mirrored.catchUp();
    file("inew");
    world.api().forgetLog();

    assertThat(catchUp.read()).hasSize(1);
    assertThat(world.api().sent("events")).isOne();
  }

  @Test
  void readsAllOfWeekOnNewStore() {
    for (var i = 0; i < 250; i++) {
      file("iold" + i);
      world.advance(Duration.ofMinutes(1));
    }

    assertThat(catchUp.read()).hasSize(250);
  }

  @Test
  void positionNeverPassesWhatIsStillToCome() {
    fileAt("ifuture", world.clock().instant().plus(Duration.ofDays(1)));
    catchUp.read();
    for (var i = 0; i < 250; i++) {
      world.advance(Duration.ofSeconds(1));
      file("ilater" + i);
    }
    catchUp = mirrored.catchUp();

    assertThat(catchUp.read()).hasSize(250);
  }

  @Test
  void leavesFeedAloneThatIsNotThere() {
    world.api().feedTrouble(E2bException.Kind.UNSUPPORTED);
    assertThat(catchUp.read()).isEmpty();
    world.api().feedTrouble(null);
    file("ione");

    assertThat(catchUp.works()).isFalse();
    assertThat(catchUp.read()).isEmpty();
    assertThat(world.api().sent("events")).isOne();
  }

  @Test
  void triesFeedAgainThatFailed() {
    file("ione");
    world.api().feedTrouble(E2bException.Kind.UNAVAILABLE);
    assertThat(catchUp.read()).isEmpty();
    assertThat(catchUp.works()).isFalse();
    world.api().feedTrouble(null);

    assertThat(catchUp.read()).hasSize(1);
    assertThat(catchUp.works()).isTrue();
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
