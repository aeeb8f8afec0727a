package io.github.e2breconciler;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.reap.CaseState;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.simulator.Asker;
import io.github.e2breconciler.simulator.Faults;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.SimulatedE2bApi;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreSettings;
import io.github.e2breconciler.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts come and go in the configuration, and two may be one. */
final class AccountsTest {

  private static final AccountId ALPHA = new AccountId("alpha");
  private static final AccountId BETA = new AccountId("beta");
  private static final Duration TICK = Duration.ofSeconds(2);

  private final FakeClock clock = new FakeClock();
  private final World world = new World(clock, new SplittableRandom(7));
  private final Team alpha = world.open("key-alpha", "alpha", TeamPlan.pro());
  private final Team beta = world.open("key-beta", "beta", TeamPlan.pro());
  private final Faults faults = new Faults(new SplittableRandom(8));

  @TempDir private Path folder;

  private Store store;
  private Engine engine;

  @SuppressWarnings("NullAway.Init") // set before each test
  AccountsTest() {}

  @BeforeEach
  void open() throws IOException {
    store = Store.open(new StoreSettings("jdbc:sqlite::memory:"), clock, new SimpleMeterRegistry());
    engine = engine("owner", key -> key, "alpha", "beta");
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Its owner is heard by the one account, and what the other knows of no heartbeat is his. */
  @Test
  void twoKeysOfOneTeamEndNothing() throws Exception {
    start(_ -> "key-alpha", "alpha", "beta");
    pass(Duration.ofMinutes(2));
    var sandbox = sandbox();
    for (var i = 0; i < 45; i++) {
      renew(sandbox, Duration.ofMinutes(5));
      pass(Duration.ofMinutes(1));
    }

    assertThat(state(ALPHA, sandbox)).isEqualTo(State.RUNNING);
    assertThat(doubts(ALPHA)).containsKey("twin");
    assertThat(doubts(BETA).get("twin")).startsWith("account alpha has sandbox " + sandbox);
  }

  /** What it has cannot be seen, and whoever names it in heartbeats is heard by nobody else. */
  @Test
  void keyOfATwinThatIsWorthlessEndsNothing() throws Exception {
    start(key -> key.equals("key-beta") ? "key-revoked" : key, "alpha", "beta");
    pass(Duration.ofMinutes(2));
    var sandbox = sandbox();
    for (var i = 0; i < 45; i++) {
      renew(BETA, sandbox, Duration.ofMinutes(5));
      pass(Duration.ofMinutes(1));
    }

    assertThat(state(ALPHA, sandbox)).isEqualTo(State.RUNNING);
    assertThat(doubts(ALPHA).get("twin-unseen")).startsWith("account beta, not walked lately");
  }

  /** The sandboxes that both knew have ended, and only the one has seen what came after. */
  @Test
  void keyOfATwinThatBecomesWorthlessEndsNothing() throws Exception {
    var _ = world.open("key-two", "alpha", TeamPlan.pro());
    start(key -> key.equals("key-beta") ? "key-two" : key, "alpha", "beta");
    var before = sandbox();
    pass(Duration.ofMinutes(2));
    world.revoke("key-two");
    alpha.kill(before, Asker.CUSTOMER);
    pass(Duration.ofMinutes(2));
    var sandbox = sandbox();
    for (var i = 0; i < 45; i++) {
      renew(BETA, sandbox, Duration.ofMinutes(5));
      pass(Duration.ofMinutes(1));
    }

    assertThat(state(ALPHA, sandbox)).isEqualTo(State.RUNNING);
  }

  @Test
  void worthlessKeyOfAnotherTeamKeepsNobodyFromActing() {
    var _ = sandbox();
    var _ = beta.create(NewSandbox.of("base", Duration.ofHours(20)));
    pass(Duration.ofMinutes(2));
    world.revoke("key-beta");
    var sandbox = sandbox();
    pass(Duration.ofMinutes(45));

    assertThat(doubts(ALPHA)).isEmpty();
    assertThat(engine.inventory().find(new SandboxKey(ALPHA, sandbox)))
        .matches(belief -> belief == null || belief.state() != State.RUNNING);
  }

  @Test
  void twoTeamsWithOneScopeAreNoTwins() {
    var _ = sandbox();
    pass(Duration.ofMinutes(2));

    assertThat(doubts(ALPHA)).isEmpty();
    assertThat(doubts(BETA)).isEmpty();
  }

  /** Heartbeats for it were answered 404 meanwhile. */
  @Test
  void accountThatWasNotConfiguredForAWhileBeginsAnew() throws Exception {
    pass(Duration.ofMinutes(2));
    var before = sandbox();
    renew(before, Duration.ofMinutes(30));
    pass(Duration.ofMinutes(5));
    start("beta");
    var meanwhile = sandbox();
    pass(Duration.ofMinutes(40));
    start("alpha", "beta");
    pass(Duration.ofMinutes(20));

    assertThat(state(ALPHA, before)).isEqualTo(State.RUNNING);
    assertThat(state(ALPHA, meanwhile)).isEqualTo(State.RUNNING);
  }

  @Test
  void quarantineGoesOnOnceItsAccountIsWatchedAgain() throws Exception {
    var sandbox = paused();
    start("beta");
    pass(Duration.ofMinutes(15));
    start("alpha", "beta");
    pass(Duration.ofMinutes(20));

    assertThat(state(ALPHA, sandbox)).isEqualTo(State.PAUSED);
  }

  /** Who is told by another key now has not been heard, whatever leases say. */
  @Test
  void anotherOwnerKeyBeginsAnew() throws Exception {
    var sandbox = paused();
    start("team", _ -> "key-alpha", "alpha");
    pass(Duration.ofMinutes(20));

    assertThat(state(ALPHA, sandbox)).isEqualTo(State.PAUSED);
  }

  @Test
  void restartIsNoReasonToBeginAnew() throws Exception {
    var sandbox = paused();
    start("alpha", "beta");
    pass(Duration.ofMinutes(20));

    assertThat(engine.inventory().find(new SandboxKey(ALPHA, sandbox)))
        .matches(belief -> belief == null || belief.state() == State.GONE);
  }

  private SandboxId paused() {
    pass(Duration.ofMinutes(2));
    var sandbox = sandbox();
    renew(sandbox, Duration.ofMinutes(1));
    pass(Duration.ofMinutes(8));
    assertThat(requireNonNull(engine.cases().open(new SandboxKey(ALPHA, sandbox))).state())
        .isEqualTo(CaseState.PAUSED);
    return sandbox;
  }

  private void start(String... names) throws IOException {
    start(key -> key, names);
  }

  private void start(UnaryOperator<String> key, String... names) throws IOException {
    start("owner", key, names);
  }

  private void start(String ownerKey, UnaryOperator<String> key, String... names)
      throws IOException {
    engine = engine(ownerKey, key, names);
  }

  /** One that has begun, as the program does. */
  private Engine engine(String ownerKey, UnaryOperator<String> key, String... names)
      throws IOException {
    var started =
        new Engine(
            settings(ownerKey, names),
            new Surroundings(
                clock,
                clock,
                new SplittableRandom(9),
                account ->
                    new SimulatedE2bApi(
                        world, key.apply(account.e2b().key().reveal()), clock, faults),
                store,
                (_, _) -> null,
                new SimpleMeterRegistry()));
    started.recover();
    return started;
  }

  private Settings settings(String ownerKey, String... names) throws IOException {
    var accounts = new StringBuilder();
    for (var name : names) {
      var file = Files.writeString(folder.resolve(name), "key-" + name);
      accounts.append(
          "  - { name: %s, api-key-file: \"%s\", webhook: off, scope: { metadata: { app: a } } }\n"
              .formatted(name, file));
    }
    return Settings.parse(
        """
        mode: kill
        owner-key: %s
        store: { url: "jdbc:sqlite:%s" }
        accounts:
        %spolicies:
          - { name: abandoned, when: lease-expired, grace: 5m, action: kill }
          - { name: unclaimed, when: unclaimed, for: 15m, grace: 5m, action: kill }
        """
            .formatted(ownerKey, folder.resolve("unused.db"), accounts),
        Map.of());
  }

  private SandboxId sandbox() {
    var spec =
        NewSandbox.of("base", Duration.ofHours(20))
            .withMetadata(Map.of("app", "a", "owner", "job-42"));
    return alpha.create(spec).value().id();
  }

  private void renew(SandboxId sandbox, Duration ttl) {
    renew(ALPHA, sandbox, ttl);
  }

  private void renew(AccountId account, SandboxId sandbox, Duration ttl) {
    engine.leases().renew(List.of(LeaseKey.sandbox(account, sandbox)), ttl, "me");
  }

  private void pass(Duration span) {
    for (var i = 0; i < span.dividedBy(TICK); i++) {
      clock.advance(TICK);
      for (var step : engine.steps()) {
        var works = step.name().startsWith(Engine.WATCH) || step.name().equals(Engine.PASSES);
        if (step.name().equals(Engine.HEARING) || (works && i % 5 == 0)) {
          var _ = step.work().get();
        }
      }
    }
  }

  private State state(AccountId account, SandboxId sandbox) {
    return requireNonNull(engine.inventory().find(new SandboxKey(account, sandbox))).state();
  }

  private Map<String, String> doubts(AccountId account) {
    return requireNonNull(engine.watches().get(account)).standing().doubts();
  }
}
