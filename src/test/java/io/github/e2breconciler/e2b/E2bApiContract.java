package io.github.e2breconciler.e2b;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.E2bApi.KillAnswer;
import io.github.e2breconciler.e2b.E2bApi.PauseAnswer;
import io.github.e2breconciler.e2b.E2bApi.ProbeAnswer;
import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bWebhooks.DeliveryStats;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookOrder;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.ContractWorld;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link E2bApi} does, whatever stands behind it. A subclass brings the port. */
public abstract class E2bApiContract {

  private static final SandboxId UNKNOWN = new SandboxId("iunknown0000000000000");

  /** What stands behind the port. */
  protected final ContractWorld world = new ContractWorld();

  /** The port under test, of an account whose world is empty when a test starts. */
  protected abstract E2bApi api();

  @Test
  protected void listsNothingOfAnEmptyAccount() {
    var page = api().list(null);

    assertThat(page.rows()).isEmpty();
    assertThat(page.nextToken()).isNull();
  }

  @Test
  protected void listsRunningAndPausedNewestFirst() {
    var oldest = world.start(Map.of("n", "1"));
    var middle = world.start(Map.of("n", "2"));
    var newest = world.start(Map.of("n", "3"));
    world.pause(middle);
    world.settle();

    var page = api().list(null);

    assertThat(page.rows())
        .extracting(SandboxRow::sandbox)
        .containsExactlyInAnyOrder(newest, middle, oldest);
    assertThat(page.rows())
        .extracting(SandboxRow::startedAt)
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(page.rows())
        .filteredOn(row -> row.state() == State.PAUSED)
        .extracting(SandboxRow::sandbox)
        .containsExactly(middle);
    assertThat(page.totalRunning()).isIn(null, 2);
    assertThat(page.droppedRows()).isZero();
  }

  @Test
  protected void listsThoseAloneThatStartedSince() {
    world.start(Map.of("n", "1"));
    world.start(Map.of("n", "2"));
    world.start(Map.of("n", "3"));
    var all = api().list(null).rows();
    var since = all.get(1).startedAt();

    assertThat(api().listSince(since, null).rows())
        .containsExactlyElementsOf(
            all.stream().filter(row -> !row.startedAt().isBefore(since)).toList());
  }

  @Test
  protected void pagesThroughALargeFleet() {
    var fleet = IntStream.range(0, 250).mapToObj(i -> world.start(Map.of())).toList();

    var rows = new ArrayList<SandboxRow>();
    var walk = new ListWalk().walk(api(), (page, _) -> rows.addAll(page));

    assertThat(walk.complete()).as(walk.incompleteReason()).isTrue();
    assertThat(walk.pages()).isEqualTo(3);
    assertThat(rows).extracting(SandboxRow::sandbox).containsExactlyInAnyOrderElementsOf(fleet);
  }

  @Test
  protected void readsWhatItLists() {
    var sandbox = world.start(Map.of("owner", "alice", "kind", "worker"));

    var listed = api().list(null).rows().getFirst();
    var reading = api().read(sandbox);

    assertThat(reading)
        .isInstanceOfSatisfying(
            Reading.Found.class, found -> assertThat(found.row()).isEqualTo(listed));
    assertThat(listed.metadata()).isEqualTo(Map.of("owner", "alice", "kind", "worker"));
    assertThat(listed.state()).isEqualTo(State.RUNNING);
    assertThat(listed.endAt()).isAfter(listed.startedAt());
  }

  @Test
  protected void readsAnUnknownSandboxAsMissing() {
    assertThat(api().read(UNKNOWN)).isInstanceOf(Reading.Missing.class);
  }

  @Test
  protected void neverShowsAnEndedSandbox() {
    var sandbox = world.start(Map.of());
    world.end(sandbox);
    world.settle();

    assertThat(api().read(sandbox)).isInstanceOf(Reading.Missing.class);
    assertThat(api().list(null).rows()).isEmpty();
  }

  @Test
  protected void pausesARunningSandboxOnce() {
    var sandbox = world.start(Map.of());

    assertThat(api().pause(sandbox)).isEqualTo(PauseAnswer.PAUSED);
    world.settle();

    assertThat(api().pause(sandbox)).isEqualTo(PauseAnswer.CONFLICT);
    assertThat(api().read(sandbox))
        .isInstanceOfSatisfying(
            Reading.Found.class, found -> assertThat(found.row().state()).isEqualTo(State.PAUSED));
  }

  @Test
  protected void killsARunningSandboxOnce() {
    var sandbox = world.start(Map.of());
    var other = world.start(Map.of());

    assertThat(api().kill(sandbox)).isEqualTo(KillAnswer.ACCEPTED);
    world.settle();

    assertThat(api().kill(sandbox)).isEqualTo(KillAnswer.MISSING);
    assertThat(api().read(sandbox)).isInstanceOf(Reading.Missing.class);
    assertThat(api().list(null).rows()).extracting(SandboxRow::sandbox).containsExactly(other);
  }

  @Test
  protected void killsAPausedSandbox() {
    var sandbox = world.start(Map.of());
    world.pause(sandbox);
    world.settle();

    assertThat(api().kill(sandbox)).isEqualTo(KillAnswer.ACCEPTED);
    world.settle();

    assertThat(api().read(sandbox)).isInstanceOf(Reading.Missing.class);
  }

  @Test
  protected void actsOnNothingThatIsUnknown() {
    assertThat(api().pause(UNKNOWN)).isEqualTo(PauseAnswer.MISSING);
    assertThat(api().kill(UNKNOWN)).isEqualTo(KillAnswer.MISSING);
  }

  @Test
  protected void probesOnlyWhatRuns() {
    var running = world.start(Map.of());
    var paused = world.start(Map.of());
    var crashed = world.start(Map.of());
    world.pause(paused);
    world.crash(crashed);
    world.settle();

    assertThat(api().probe(running)).isEqualTo(ProbeAnswer.ALIVE);
    assertThat(api().probe(paused)).isEqualTo(ProbeAnswer.MISSING);
    assertThat(api().probe(crashed)).isEqualTo(ProbeAnswer.MISSING);
    assertThat(api().read(crashed)).isInstanceOf(Reading.Found.class);
    assertThat(api().probe(UNKNOWN)).isEqualTo(ProbeAnswer.MISSING);
  }

  @Test
  protected void feedsEventsNewestFirst() {
    var sandbox = world.start(Map.of());
    world.pause(sandbox);
    world.settle();

    var page = api().events(0, 100, Set.of());

    assertThat(page.rows()).isEqualTo(2);
    assertThat(types(page.events()))
        .containsExactly("sandbox.lifecycle.paused", "sandbox.lifecycle.created");
    assertThat(page.events()).allMatch(event -> event.sandbox().equals(sandbox));
  }

  @Test
  protected void pagesAndFiltersTheFeed() {
    var first = world.start(Map.of());
    world.start(Map.of());
    api().kill(first);
    world.settle();

    var killed = api().events(0, 100, Set.of("sandbox.lifecycle.killed"));
    var all = api().events(0, 100, Set.of());
    var middle = api().events(1, 1, Set.of());

    assertThat(killed.events()).extracting(LifecycleEvent::sandbox).containsExactly(first);
    assertThat(all.rows()).isEqualTo(3);
    assertThat(middle.rows()).isEqualTo(1);
    assertThat(middle.events()).containsExactly(all.events().get(1));
    assertThat(api().events(3, 100, Set.of()).rows()).isZero();
  }

  @Test
  protected void registersAndChangesAWebhook() {
    var secret = Secret.of("a secret that nobody shows");

    var registered = api().register(order("https://a.example/hook", secret, "killed"));
    var changed = api().change(registered.id(), order("https://b.example/hook", null, "created"));

    assertThat(registered.enabled()).isTrue();
    assertThat(registered.events()).containsExactly("sandbox.lifecycle.killed");
    assertThat(changed.id()).isEqualTo(registered.id());
    assertThat(changed.url()).isEqualTo("https://b.example/hook");
    assertThat(api().webhooks()).containsExactly(changed);
    assertThat(changed.toString()).doesNotContain("nobody shows");
  }

  @Test
  protected void refusesToChangeAWebhookThatIsGone() {
    assertThatThrownBy(() -> api().change("gone", order("https://a.example/hook", null, "killed")))
        .isInstanceOfSatisfying(
            E2bException.class, e -> assertThat(e.kind()).isEqualTo(E2bException.Kind.REFUSED));
  }

  @Test
  protected void keepsWhatCouldNotBeDelivered() {
    var before = Instant.parse("2020-01-01T00:00:00Z");
    var secret = Secret.of("a secret that nobody shows");
    var webhook = api().register(order("http://127.0.0.1:1/hook", secret, "created")).id();
    world.start(Map.of());
    world.deliver(200);
    var second = world.start(Map.of("owner", "alice"));
    world.deliver(503);

    var page = api().failedDeliveries(webhook, before, null);

    assertThat(page.next()).isNull();
    assertThat(page.events())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.sandbox()).isEqualTo(second);
          assertThat(event).isEqualTo(api().events(0, 1, Set.of()).events().getFirst());
        });
    assertThat(api().deliveryStats(webhook, before)).isEqualTo(new DeliveryStats(2, 1));
    assertThat(api().deliveryStats(webhook, before).failedShare()).isEqualTo(0.5);
  }

  private static WebhookOrder order(String url, @Nullable Secret secret, String event) {
    return new WebhookOrder("ours", url, Set.of("sandbox.lifecycle." + event), secret);
  }

  @Test
  protected void isHealthyAfterAnAnswer() {
    api().list(null);

    assertThat(api().health().circuitOpen()).isFalse();
  }

  private static List<String> types(List<LifecycleEvent> events) {
    return events.stream().map(event -> event.header().type()).toList();
  }
}
