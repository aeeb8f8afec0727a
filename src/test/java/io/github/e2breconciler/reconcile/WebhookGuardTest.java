package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookEntry;
import io.github.e2breconciler.e2b.WebhookMode;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.reconcile.WebhookGuard.WebhookCare;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.testing.ReapWorld;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WebhookGuardTest {

  private static final URI URL = URI.create("https://reconciler.example/webhooks/e2b");
  private static final Secret SECRET = Secret.of("the first secret");
  private static final Secret NEXT = Secret.of("the next secret");
  private static final Set<String> ALL = Set.copyOf(EventTypes.ALL);
  private static final Intervals INTERVALS = new Intervals(Mirrored.SETTINGS.detection());

  private boolean diskFull;
  private final ReapWorld world =
      new ReapWorld(() -> {
        if (diskFull) {
          throw new IllegalStateException("disk full");
        }
      });
  private final Mirrored mirrored = new Mirrored(world);
  private boolean feedWorks = true;
  private boolean feedPending;

  @Test
  void registersAtFirstStartWhereItManages() {
    guard(WebhookMode.MANAGE, SECRET).step();

    assertThat(world.api().webhooks())
        .containsExactly(
            new WebhookEntry("w1", "e2b-reconciler-default", URL.toString(), true, ALL, ""));
    assertThat(world.api().hooks().signedWith("w1")).isEqualTo(SECRET);
    assertThat(gauge("registered")).isOne();
    assertThat(repairs("registered")).isOne();
  }

  @Test
  void onlySaysWhatIsWrongWhereItWatches() {
    guard(WebhookMode.WATCH, SECRET).step();

    assertThat(world.api().log()).containsExactly("webhooks");
    assertThat(gauge("registered")).isZero();
  }

  @Test
  void doesNothingWhereWebhooksAreOff() {
    guard(WebhookMode.OFF, SECRET).step();

    assertThat(world.api().log()).isEmpty();
    assertThat(gauge("registered")).isNaN();
  }

  @Test
  void isContentWithOneThatIsAsItShouldBe() {
    world.api().hooks().put(entry("w7", URL.toString(), true, ALL));
    guard(WebhookMode.WATCH, SECRET).step();

    assertThat(gauge("registered")).isOne();
  }

  @Test
  void seesThatItIsDisabledElsewhereOrDeafToSomeTypes() {
    world.api().hooks().put(entry("w7", URL.toString(), false, ALL));
    var guard = guard(WebhookMode.WATCH, SECRET);
    guard.step();
    assertThat(gauge("registered")).isZero();

    world.api().hooks().put(entry("w7", URL.toString(), true, ALL));
    world.advance(INTERVALS.guard());
    guard.step();
    assertThat(gauge("registered")).isOne();

    world.api().hooks().put(entry("w7", URL.toString(), true, Set.of(EventTypes.KILLED)));
    world.advance(INTERVALS.guard());
    guard.step();
    assertThat(gauge("registered")).isZero();
  }

  @Test
  void repairsWhatWasDisabledAndKeepsWhatSomebodyAdded() {
    world
        .api()
        .hooks()
        .put(entry("w7", URL.toString(), false, Set.of(EventTypes.KILLED, "sandbox.new")));
    guard(WebhookMode.MANAGE, SECRET).step();

    assertThat(world.api().webhooks())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.enabled()).isTrue();
          assertThat(entry.name()).isEqualTo("theirs");
          assertThat(entry.events()).containsAll(ALL).contains("sandbox.new");
        });
    assertThat(world.api().hooks().signedWith("w7")).isEqualTo(SECRET);
    assertThat(repairs("repaired")).isOne();
  }

  @Test
  void movesItsOwnToNewUrl() {
    guard(WebhookMode.MANAGE, SECRET).step();
    var moved = URI.create("https://elsewhere.example/hook");
    guard(new WebhookCare(WebhookMode.MANAGE, moved, SECRET)).step();

    assertThat(world.api().webhooks())
        .extracting(WebhookEntry::id, WebhookEntry::url)
        .containsExactly(tuple("w1", moved.toString()));
  }

  @Test
  void neverTouchesWebhooksOfOthers() {
    var theirs = entry("w7", "https://others.example/hook", false, Set.of());
    var namesake =
        new WebhookEntry("w8", "e2b-reconciler-default", "https://b.example", true, ALL, "");
    world.api().hooks().put(theirs);
    world.api().hooks().put(namesake);
    guard(WebhookMode.MANAGE, SECRET).step();

    assertThat(world.api().webhooks()).contains(theirs, namesake).hasSize(3);
  }

  @Test
  void rotatesSecretOnceFirstOfThemIsAnother() {
    guard(WebhookMode.MANAGE, SECRET).step();
    world.api().forgetLog();
    guard(WebhookMode.MANAGE, SECRET).step();
    assertThat(world.api().sent("change")).isZero();

    guard(WebhookMode.MANAGE, NEXT).step();
    assertThat(world.api().hooks().signedWith("w1")).isEqualTo(NEXT);
    assertThat(repairs("rotated")).isOne();
    guard(WebhookMode.MANAGE, NEXT).step();
    assertThat(world.api().sent("change")).isOne();
  }

  @Test
  void doesWithoutWhereThereAreNoRoutes() {
    world.api().hooks().trouble(E2bException.Kind.UNSUPPORTED);
    var guard = guard(WebhookMode.MANAGE, SECRET);
    for (var i = 0; i < 100; i++) {
      guard.step();
      world.advance(INTERVALS.guard());
    }

    assertThat(world.api().log()).containsExactly("webhooks");
    assertThat(gauge("registered")).isNaN();
  }

  @Test
  void expectsWebhooksWhereThereAreNoRoutesOnlyOnceOneCame() {
    world.api().hooks().trouble(E2bException.Kind.UNSUPPORTED);
    var guard = guard(WebhookMode.WATCH, SECRET);
    guard.step();
    assertThat(mirrored.drifts.expectsWebhooks(ReapWorld.ACCOUNT)).isFalse();

    var event = Mirrored.created(ReapWorld.SANDBOX, world.clock().instant(), "");
    mirrored.heard(event, Source.WEBHOOK);
    world.advance(INTERVALS.guard());
    guard.step();
    assertThat(mirrored.drifts.expectsWebhooks(ReapWorld.ACCOUNT)).isTrue();
  }

  @Test
  void triesAgainAfterFailure() {
    world.api().hooks().trouble(E2bException.Kind.UNAVAILABLE);
    var guard = guard(WebhookMode.MANAGE, SECRET);
    guard.step();
    world.api().hooks().trouble(null);
    world.advance(INTERVALS.guard());
    guard.step();

    assertThat(gauge("registered")).isOne();
  }

  @Test
  void looksOnceAnInterval() {
    world.api().hooks().put(entry("w7", URL.toString(), true, ALL));
    var guard = guard(WebhookMode.WATCH, SECRET);
    guard.step();
    world.advance(INTERVALS.guard().minusNanos(1));
    guard.step();
    assertThat(world.api().log()).containsExactly("webhooks", "stats w7");
    world.advance(Duration.ofNanos(1));
    guard.step();
    assertThat(world.api().sent("webhooks")).isEqualTo(2);
  }

  @Test
  void looksAtMostAnHourApart() {
    assertThat(new Intervals(Duration.ofMinutes(5)).guard()).isEqualTo(Duration.ofHours(1));
    assertThat(INTERVALS.guard()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void suspicionBringsLookForwardButNotInFlood() {
    var guard = guard(WebhookMode.WATCH, SECRET);
    guard.step();
    world.api().forgetLog();
    var span = Duration.ZERO;
    while (span.compareTo(Duration.ofHours(1)) < 0) {
      mirrored.suspicions.raise(ACCOUNT, Suspicion.GAP, "a gap");
      guard.step();
      world.advance(Mirrored.SETTINGS.detection());
      span = span.plus(Mirrored.SETTINGS.detection());
    }

    assertThat(world.api().sent("webhooks")).isBetween(10L, 12L);
  }

  @Test
  void tellsHowDeliveriesFare() {
    world.api().hooks().put(entry("w7", URL.toString(), true, ALL));
    world.api().hooks().delivered(3);
    world.api().hooks().failedToDeliver(Mirrored.created(new SandboxId("ilost"), now(), ""));
    guard(WebhookMode.WATCH, SECRET).step();

    assertThat(gauge("deliveries")).isEqualTo(4);
    assertThat(gauge("deliveries.failed")).isOne();
    assertThat(gauge("deliveries.failed.share")).isEqualTo(0.25);
  }

  @Test
  void takesFromDeliveryLogWhatNothingElseBrought() {
    world.api().hooks().put(entry("w7", URL.toString(), true, ALL));
    var heard = Mirrored.created(new SandboxId("iheard"), now(), "");
    mirrored.heard(heard, Source.WEBHOOK);
    world.api().hooks().failedToDeliver(heard);
    world.api().hooks().failedToDeliver(Mirrored.created(new SandboxId("ilost"), now(), ""));
    var guard = guard(WebhookMode.WATCH, SECRET);
    guard.step();

    assertThat(world.inventory().living(ACCOUNT)).hasSize(2);
    assertThat(mirrored.drifts.recent())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.drift().key().sandbox()).isEqualTo(new SandboxId("ilost"));
          assertThat(entry.drift().source()).isEqualTo(Source.DELIVERY_LOG);
        });
    world.advance(INTERVALS.guard());
    guard.step();
    assertThat(mirrored.drifts.recent()).hasSize(1);
  }

  /** E2B keeps its log for a week, a new store knows nothing of that. */
  @Test
  void whatWasNotDeliveredBeforeAnybodyWatchedIsNoDrift() {
    world.api().hooks().put(entry("w7", URL.toString(), true, ALL));
    world.api().hooks().failedToDeliver(Mirrored.created(new SandboxId("iold"), now(), ""));
    world.advance(Duration.ofHours(1));
    world.standing().watchedSince(now());
    guard(WebhookMode.WATCH, SECRET).step();

    assertThat(world.inventory().living(ACCOUNT)).hasSize(1);
    assertThat(mirrored.drifts.recent()).isEmpty();
  }

  @Test
  void readsNothingThatItCouldNotKeep() {
    world.api().hooks().put(entry("w7", URL.toString(), true, ALL));
    world.api().hooks().failedToDeliver(Mirrored.created(new SandboxId("ilost"), now(), ""));
    var guard = guard(WebhookMode.WATCH, SECRET);
    diskFull = true;
    assertThatThrownBy(guard::step).isInstanceOf(StoreException.class);
    world.api().forgetLog();
    assertThat(guard.step()).isEqualTo(INTERVALS.detection());
    assertThat(world.api().log()).isEmpty();

    diskFull = false;
    world.store().writeVoid(tx -> tx.meta().put("any", "thing"));
    guard.step();
    assertThat(world.inventory().living(ACCOUNT)).hasSize(1);
  }

  @Test
  void readsDeliveryLogOftenWhileFeedFails() {
    feedWorks = false;
    world.api().hooks().put(entry("w7", "https://unknown.example", true, ALL));
    var guard = guard(new WebhookCare(WebhookMode.WATCH, null, SECRET));
    guard.step();
    world.api().hooks().failedToDeliver(Mirrored.created(new SandboxId("ilost"), now(), ""));
    world.advance(INTERVALS.births());
    guard.step();

    assertThat(world.inventory().living(ACCOUNT)).hasSize(1);
  }

  @Test
  void readsSoManyPagesOfDeliveryLogAndNoMore() {
    world.api().hooks().put(entry("w7", URL.toString(), true, ALL));
    for (var i = 0; i < 100 * DeliveryLog.MAX_PAGES + 1; i++) {
      world.api().hooks().failedToDeliver(Mirrored.created(new SandboxId("ilost" + i), now(), ""));
    }
    var guard = guard(WebhookMode.WATCH, SECRET);
    guard.step();

    assertThat(world.api().sent("deliveries")).isEqualTo(DeliveryLog.MAX_PAGES);
    assertThat(world.inventory().living(ACCOUNT)).hasSize(100 * DeliveryLog.MAX_PAGES);

    world.advance(INTERVALS.guard());
    guard.step();
    assertThat(world.api().sent("deliveries")).isEqualTo(DeliveryLog.MAX_PAGES + 1);
    assertThat(world.inventory().living(ACCOUNT)).hasSize(100 * DeliveryLog.MAX_PAGES + 1);
  }

  @Test
  void readsTheLogsOfAllWhereNobodySaidWhichIsOurs() {
    feedWorks = false;
    world.api().hooks().put(entry("w7", "https://one.example", true, ALL));
    world.api().hooks().put(entry("w8", "https://other.example", true, ALL));
    world.api().hooks().failedToDeliver(Mirrored.created(new SandboxId("ilost"), now(), ""));
    guard(new WebhookCare(WebhookMode.WATCH, null, SECRET)).step();

    assertThat(world.api().log()).contains("deliveries w7", "deliveries w8");
    assertThat(world.inventory().living(ACCOUNT)).hasSize(1);
    assertThat(gauge("deliveries.failed")).isEqualTo(2); // one for each of the two
  }

  @Test
  void waitsWithTheDeliveryLogForTheFeed() {
    feedPending = true;
    world.api().hooks().put(entry("w7", URL.toString(), true, ALL));
    world.api().hooks().failedToDeliver(Mirrored.created(new SandboxId("ilost"), now(), ""));
    var guard = guard(WebhookMode.WATCH, SECRET);
    assertThat(guard.step()).isEqualTo(INTERVALS.detection());
    world.advance(INTERVALS.detection());
    guard.step();
    assertThat(world.api().log()).containsExactly("webhooks", "stats w7");

    feedPending = false;
    world.advance(INTERVALS.detection());
    assertThat(guard.step()).isEqualTo(INTERVALS.births());
    assertThat(world.api().sent("deliveries")).isOne();
    assertThat(world.inventory().living(ACCOUNT)).hasSize(1);
  }

  @Test
  void keepsLookingWhereOneWebhookWasDeletedMeanwhile() {
    world.api().hooks().put(entry("w7", URL.toString(), true, ALL));
    world.api().hooks().troubleOf("w7", E2bException.Kind.REFUSED);
    var guard = guard(WebhookMode.WATCH, SECRET);
    guard.step();
    world.api().hooks().noTroubleOf("w7");
    world.api().hooks().failedToDeliver(Mirrored.created(new SandboxId("ilost"), now(), ""));
    world.advance(INTERVALS.guard());
    guard.step();

    assertThat(world.inventory().living(ACCOUNT)).hasSize(1);
  }

  @Test
  void doesWithoutTheDeliveryLogThatIsRefusedForAListedWebhookAndStillLooksAtThat() {
    world.api().hooks().put(entry("w7", URL.toString(), true, ALL));
    world.api().hooks().troubleOf("w7", E2bException.Kind.REFUSED);
    var guard = guard(WebhookMode.WATCH, SECRET);
    for (var i = 0; i < 4; i++) {
      guard.step();
      world.advance(INTERVALS.guard());
    }

    assertThat(world.api().sent("stats")).isEqualTo(2);
    assertThat(world.api().sent("webhooks")).isEqualTo(4);
  }

  @Test
  void looksAtTheRegistrationWhereThereIsNoDeliveryLog() {
    world.api().hooks().put(entry("w7", URL.toString(), true, ALL));
    world.api().hooks().troubleOf("w7", E2bException.Kind.UNSUPPORTED);
    var guard = guard(WebhookMode.WATCH, SECRET);
    guard.step();
    world.api().hooks().put(entry("w7", URL.toString(), false, ALL));
    world.advance(INTERVALS.guard());
    guard.step();

    assertThat(world.api().sent("stats")).isOne();
    assertThat(gauge("registered")).isZero();
  }

  @Test
  void looksAtNothingWhereNobodySaidWhereWeAre() {
    var guard = guard(new WebhookCare(WebhookMode.WATCH, null, SECRET));
    for (var i = 0; i < 10; i++) {
      guard.step();
      world.advance(INTERVALS.guard());
    }

    assertThat(world.api().log()).isEmpty();
  }

  @Test
  void teamOfWebhookIsTheAccounts() {
    world
        .api()
        .hooks()
        .put(new WebhookEntry("w7", "theirs", URL.toString(), true, ALL, "team-one"));
    guard(WebhookMode.WATCH, SECRET).step();

    assertThat(mirrored.intake.team(ACCOUNT)).isEqualTo("team-one");
  }

  private WebhookGuard guard(WebhookMode mode, @Nullable Secret secret) {
    return guard(new WebhookCare(mode, URL, secret));
  }

  private WebhookGuard guard(WebhookCare care) {
    var feed = new WebhookGuard.Feed(() -> feedWorks, () -> feedPending);
    return new WebhookGuard(world.standing(), care, mirrored.context(), feed);
  }

  private static WebhookEntry entry(String id, String url, boolean enabled, Set<String> events) {
    return new WebhookEntry(id, "theirs", url, enabled, events, "");
  }

  private double gauge(String name) {
    return world.meters().get("e2b_reconciler.webhook." + name).gauge().value();
  }

  private double repairs(String what) {
    return world.meters().get("e2b_reconciler.webhook.repairs").tag("what", what).counter().count();
  }

  private Instant now() {
    return world.clock().instant();
  }
}
