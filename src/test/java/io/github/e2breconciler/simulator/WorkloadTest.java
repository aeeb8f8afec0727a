package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.WorkloadDraws.Leak;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkloadTest {

  private static final Duration STEP = Duration.ofMillis(500);

  private final WorldFixture e2b = new WorldFixture();
  private final Map<String, Instant> leases = new HashMap<>();
  private final Heartbeats heartbeats =
      new Heartbeats() {
        @Override
        public void renewOwner(String owner, Duration ttl) {
          leases.put(owner, e2b.now().plus(ttl));
        }

        @Override
        public void renewSandbox(SandboxId sandbox, Duration ttl) {
          throw new IllegalStateException("owners alone heartbeat");
        }
      };

  @ParameterizedTest
  @ValueSource(ints = {5, 20, 200, 2_000})
  void foundsAboutAsManyAsAskedFor(int size) {
    workload(WorkloadSettings.of(size, 1)).step();

    assertThat(e2b.team.census().running()).isBetween(size, size + size / 5 + 5);
  }

  @Test
  void staysAboutItsSizeWhenLeaksAreEnded() {
    var workload = workload(WorkloadSettings.of(50, 2));

    for (var i = 0; i < 30; i++) {
      run(workload, Duration.ofMinutes(1));
      workload.truth().leaked().keySet().forEach(it -> e2b.team.kill(it, Asker.API));
    }

    assertThat(workload.truth().owned().size()).isBetween(20, 90);
    assertThat(workload.truth().ownedEnded()).isZero();
  }

  @RepeatedTest(10)
  void whatIsInUseHasLiveOwner(RepetitionInfo repetition) {
    var workload = workload(WorkloadSettings.of(20, repetition.getCurrentRepetition()));

    for (var i = 0; i < 20; i++) {
      run(workload, Duration.ofSeconds(15));
      for (var sandbox : workload.truth().owned()) {
        var owner = e2b.team.get(sandbox).value().spec().metadata().getOrDefault("owner", "");
        assertThat(leases.getOrDefault(owner, Instant.MIN)).as(owner).isAfter(e2b.now());
      }
    }
  }

  @Test
  void ownersCrashAndLeakWhatTheyHave() {
    var settings =
        new WorkloadSettings(
            50, 3, Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofSeconds(30), 0, 0);
    var workload = workload(settings);

    run(workload, Duration.ofMinutes(5));

    var deserted =
        workload.truth().leaked().keySet().stream()
            .map(it -> e2b.team.get(it).value().spec().metadata().getOrDefault("owner", ""))
            .filter(owner -> leases.getOrDefault(owner, Instant.MIN).isBefore(e2b.now()));
    assertThat(deserted).isNotEmpty();
  }

  @Test
  void leaksInEveryWay() {
    var settings =
        new WorkloadSettings(
            50, 4, Duration.ofMinutes(2), Duration.ofDays(1), Duration.ofMinutes(5), 1, 0);
    var workload = workload(settings);
    var draws = new WorkloadDraws(settings);
    var drawn = EnumSet.noneOf(Leak.class);
    IntStream.range(0, 50).forEach(_ -> drawn.add(draws.leak()));

    run(workload, Duration.ofMinutes(20));

    assertThat(drawn).isEqualTo(EnumSet.complementOf(EnumSet.of(Leak.NONE)));
    assertThat(workload.truth().leaked()).hasSizeGreaterThan(20);
    var born = new HashSet<SandboxId>();
    var children = new HashSet<SandboxId>();
    var revived = new HashSet<SandboxId>();
    for (var event : e2b.events()) {
      switch (event.header().type()) {
        case EventTypes.CREATED -> born.add(event.sandbox());
        case EventTypes.RESUMED ->
            (born.contains(event.sandbox()) ? revived : children).add(event.sandbox());
        default -> {} // of no interest here
      }
    }
    assertThat(children).isNotEmpty();
    assertThat(revived).isNotEmpty();
  }

  /** The median of all pages, JSON included, so that neither warming up nor others count. */
  @Test
  void pageOfHundredThousandCostsThePageAndNotTheFleet() {
    workload(WorkloadSettings.of(WorkloadSettings.LARGEST, 1)).step();
    var times = new ArrayList<Long>();
    var query = ListQuery.after(null);
    @Nullable String token;
    do {
      var from = System.nanoTime();
      var page = e2b.team.list(query).value();
      assertThat(SandboxJson.listed(page.rows()).toString()).isNotEmpty();
      times.add(System.nanoTime() - from);
      token = page.nextToken();
      query = ListQuery.after(token);
    } while (token != null);

    assertThat(times).hasSizeGreaterThan(1_000);
    times.sort(null);
    assertThat(Duration.ofNanos(times.get(times.size() / 2))).isLessThan(Duration.ofMillis(20));
  }

  @Test
  void livesAreShortMostlyAndSomeVeryLong() {
    var draws = new WorkloadDraws(WorkloadSettings.of(1_000, 5));
    var lives =
        Stream.generate(draws::life)
            .limit(20_000)
            .mapToLong(Duration::toMinutes)
            .sorted()
            .toArray();

    var mean = IntStream.range(0, lives.length).mapToLong(i -> lives[i]).average().orElseThrow();
    assertThat(mean).isBetween(45.0, 70.0);
    assertThat(lives[10_000]).isLessThan(40);
    assertThat(lives[19_999]).isGreaterThan(600);
  }

  @Test
  void moreArriveByDay() {
    var draws = new WorkloadDraws(WorkloadSettings.of(1_000, 6));

    var day = arrivals(draws, "2026-03-14T15:00:00Z");
    var night = arrivals(draws, "2026-03-14T03:00:00Z");

    assertThat(day).isGreaterThan(9_900);
    assertThat(night).isBetween(3_000L, 3_700L);
  }

  @Test
  void equalSeedsLiveEqualLives() {
    assertThat(life(5)).isEqualTo(life(5)).isNotEqualTo(life(6));
  }

  @Test
  void refusesWhatNoFleetIs() {
    assertThatIllegalArgumentException().isThrownBy(() -> WorkloadSettings.of(4, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> WorkloadSettings.of(100_001, 1));
  }

  private static long arrivals(WorkloadDraws draws, String now) {
    return IntStream.range(0, 10_000).filter(_ -> draws.arrives(Instant.parse(now))).count();
  }

  private static String life(long seed) {
    var test = new WorkloadTest();
    test.run(test.workload(WorkloadSettings.of(20, seed)), Duration.ofMinutes(5));
    return test.e2b.events().stream().map(it -> EventJson.feed(it).toString()).toList().toString();
  }

  private Workload workload(WorkloadSettings settings) {
    return new Workload(e2b.world, e2b.team, settings, heartbeats);
  }

  private void run(Workload workload, Duration duration) {
    var end = e2b.now().plus(duration);
    while (e2b.now().isBefore(end)) {
      workload.step();
      e2b.clock.advance(STEP);
    }
  }
}
