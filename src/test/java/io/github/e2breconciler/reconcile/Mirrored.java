package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.ReapWorld;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A mirror of the fake E2B of a {@link ReapWorld}, and what keeps it true. */
final class Mirrored {

  static final ReconcileSettings SETTINGS =
      new ReconcileSettings(Duration.ofSeconds(15), new SuspicionSettings(30, 50, 5), false);
  static final URI URL = URI.create("https://api.e2b.app");
  static final Secret KEY = Secret.of("e2b_key_one");

  final ReapWorld world;
  final DriftLog drifts;
  final Suspicions suspicions;
  final EventIntake intake;
  final Standing standing;
  private int ids;

  Mirrored(ReapWorld world) {
    this.world = world;
    this.drifts =
        new DriftLog(
            world.store(), world.clock(), this::id, List.of(ReapWorld.ACCOUNT), world.meters());
    this.suspicions = new Suspicions(List.of(ReapWorld.ACCOUNT), world.meters());
    this.intake =
        new EventIntake(world.store(), world.inventory(), drifts, suspicions, world.clock());
    this.standing = world.standing();
  }

  /** Walks, without a feed to ask. */
  Resync resync() {
    return resync(() -> true);
  }

  Resync resync(BooleanSupplier feed) {
    var hearsay = new Resync.Hearsay(intake.churn(ReapWorld.ACCOUNT), feed);
    return new Resync(standing, mirrors(), absentees(), hearsay, world.clock());
  }

  Absentees absentees() {
    return new Absentees(standing, mirrors(), world.freezes(), SETTINGS, world.clock());
  }

  Resync.Mirrors mirrors() {
    return new Resync.Mirrors(world.inventory(), drifts);
  }

  CatchUp catchUp() {
    return new CatchUp(standing, world.store(), intake, suspicions, world.clock());
  }

  Passes.PassContext passContext() {
    return new Passes.PassContext(
        SETTINGS, world.store(), world.clock(), new SplittableRandom(1), this::id, world.meters());
  }

  AccountWatch watch(Secret key) {
    return watch(URL, key);
  }

  AccountWatch watch(URI url, Secret key) {
    return watch(url, key, true);
  }

  AccountWatch watch(URI url, Secret key, boolean expectsWebhooks) {
    return new AccountWatch(
        new AccountWatch.Account(
            ReapWorld.ACCOUNT,
            url,
            key,
            world.api(),
            new Scope(Map.of()),
            expectsWebhooks,
            Map.of()),
        context());
  }

  /** One that asks the machines of {@link ReapWorld#METADATA} for a sign of life. */
  AccountWatch probing() {
    var settings = new ReconcileSettings(SETTINGS.detection(), SETTINGS.suspicion(), true);
    return new AccountWatch(
        new AccountWatch.Account(
            ReapWorld.ACCOUNT,
            URL,
            KEY,
            world.api(),
            new Scope(ReapWorld.METADATA),
            true,
            Map.of()),
        context(settings));
  }

  WatchContext context() {
    return context(SETTINGS);
  }

  private WatchContext context(ReconcileSettings settings) {
    return new WatchContext(
        settings,
        world.store(),
        world.inventory(),
        drifts,
        intake,
        world.leases(),
        world.freezes(),
        suspicions,
        new ConcurrentHashMap<>(),
        world.clock(),
        world.clock()::read,
        new Random(7),
        this::id,
        world.meters());
  }

  /** How often a suspicion was raised. */
  double raised(Suspicion cause) {
    return world
        .meters()
        .get("e2b_reconciler.suspicions")
        .tags("account", ReapWorld.ACCOUNT.name(), "cause", cause.label())
        .counter()
        .count();
  }

  String id() {
    return "made-%06d".formatted(ids++);
  }

  State state(SandboxId sandbox) {
    var found = world.inventory().find(new SandboxKey(ReapWorld.ACCOUNT, sandbox));
    return found == null ? State.GONE : found.state();
  }

  List<SandboxKey> open(DriftKind kind) {
    return drifts.openOf(kind);
  }

  static LifecycleEvent created(SandboxId sandbox, Instant at, String team) {
    return new LifecycleEvent.Created(header("created", sandbox, at, team));
  }

  static LifecycleEvent killed(SandboxId sandbox, Instant at) {
    return new LifecycleEvent.Killed(header("killed", sandbox, at, ""), null, "request");
  }

  static LifecycleEvent updated(SandboxId sandbox, Instant at, Instant endAt) {
    return new LifecycleEvent.Updated(header("updated", sandbox, at, ""), endAt);
  }

  void heard(LifecycleEvent event, Source source) {
    intake.take(ReapWorld.ACCOUNT, event, source, world.clock().instant());
  }

  private static EventHeader header(String type, SandboxId sandbox, Instant at, String team) {
    @Nullable Map<String, String> metadata = ReapWorld.METADATA;
    return new EventHeader(
        type + "-" + sandbox + "-" + at,
        "sandbox.lifecycle." + type,
        at,
        sandbox,
        null,
        "base",
        "",
        team,
        metadata);
  }
}
