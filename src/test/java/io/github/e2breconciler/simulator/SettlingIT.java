package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.simulator.Pace.Work;
import io.github.e2breconciler.simulator.SimulatedSandbox.Phase;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that are answered once what they ask for is done. */
@Timeout(60)
final class SettlingIT {

  private static final Duration LENGTH = Duration.ofMillis(300);

  private final HttpFixture http = HttpFixture.start(InstantSource.system(), TeamPlan.pro());
  private final String path = "/sandboxes/" + http.create();

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void pauseAndKillAreAnsweredOnceTheyAreDone() throws Exception {
    http.world.take(Work.PAUSE, LENGTH);
    http.world.take(Work.KILL, LENGTH);
    var before = System.nanoTime();

    assertThat(http.post(path + "/pause", "{}").statusCode()).isEqualTo(204);
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(LENGTH.toNanos());
    assertThat(lastEvent()).isEqualTo(EventTypes.PAUSED);
    assertThat(http.post(path + "/connect", "{\"timeout\":60}").statusCode()).isEqualTo(201);
    assertThat(http.delete(path).statusCode()).isEqualTo(204);
    assertThat(http.delete(path).statusCode()).isEqualTo(404);
  }

  @Test
  void connectWaitsForThePauseOrTheSnapshot() throws Exception {
    http.world.take(Work.PAUSE, LENGTH);
    http.world.take(Work.SNAPSHOT, LENGTH);
    var id = http.team.list(ListQuery.after(null)).value().rows().getFirst().id();

    http.team.keepSnapshot(id, null);
    assertThat(http.team.phase(id)).isEqualTo(Phase.SNAPSHOTTING);
    assertThat(http.post(path + "/connect", "{\"timeout\":60}").statusCode()).isEqualTo(200);
    http.team.pause(id, Asker.CUSTOMER);
    assertThat(http.team.phase(id)).isEqualTo(Phase.PAUSING);
    assertThat(http.post(path + "/connect", "{\"timeout\":60}").statusCode()).isEqualTo(201);
  }

  @Test
  void pausesWithoutMemoryAndKeepsTrafficOut() throws Exception {
    var refused =
        "{\"templateID\":\"base\",\"autoPause\":true,\"autoPauseMemory\":false,"
            + "\"autoResume\":{\"enabled\":true}}";
    assertThat(http.post("/sandboxes", refused).statusCode()).isEqualTo(400);
    var woken = http.team.create(WorldFixture.spec().wokenByTraffic()).value().id();

    assertThat(http.post("/sandboxes/" + woken + "/pause", "{\"memory\":false}").statusCode())
        .isEqualTo(204);

    assertThat(http.team.touch(woken)).isFalse();
  }

  private String lastEvent() {
    return http.team.events(FeedQuery.newest(1)).getFirst().header().type();
  }
}
