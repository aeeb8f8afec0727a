package io.github.e2breconciler.simulation;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.simulator.FaultPlan;
import io.github.e2breconciler.simulator.FaultsInForce;
import io.github.e2breconciler.simulator.Webhook;
import io.github.e2breconciler.simulator.WebhookSender;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks on their way: while it is stormy they get lost, late, spoilt, forged and overheard, and
 * somebody switches the webhook off or changes its secret; afterwards each comes once, as it is.
 */
final class Post {

  /** Those that the daemon knows: one in use, and one for when it is changed. */
  static final List<String> SECRETS = List.of("whsec_simulation", "whsec_next");

  private static final URI HERE = URI.create("http://127.0.0.1:1/webhooks/e2b");
  private static final URI ELSEWHERE = URI.create("http://127.0.0.1:1/webhooks/another");

  private static final Webhook.Settings FIRST =
      new Webhook.Settings("simulation", HERE, true, EventTypes.ALL, Secret.of(SECRETS.getFirst()));

  /** What may become of a delivery, beside those that are drawn more often. */
  private static final List<String> FAULTS =
      List.of(
          "webhook-duplicated",
          "webhook-forged",
          "webhook-replayed, after: 10m",
          "webhook-trailing-bytes",
          "webhook-v1",
          "webhook-camel-case",
          "webhook-unknown-type",
          "webhook-unknown-version",
          "webhook-unknown-signature",
          "webhook-field-missing, field: sandbox_execution_id",
          "webhook-field-missing, field: event_data",
          "webhook-field-missing, field: type",
          "webhook-field-missing, field: timestamp",
          "webhook-field-missing, field: sandbox_id",
          "webhook-other-secret",
          "webhook-unreachable",
          "webhook-silent");

  /** What the answer says to an event that was not known. */
  private static final String FRESH = "processed successfully";

  private final Stage stage;
  private final Host host;
  private final RandomGenerator random;
  private final Authentic authentic = new Authentic(SECRETS);
  private final FaultsInForce faults;
  private final WebhookSender sender;
  private String webhook;
  private boolean calm;

  /** With a plan of {@link #draw}. */
  Post(Stage stage, Host host, FaultPlan plan, RandomGenerator random) {
    this.stage = stage;
    this.host = host;
    this.random = random;
    this.faults = new FaultsInForce(stage.world(), random);
    this.sender =
        new WebhookSender(
            stage.world(),
            faults,
            random,
            (url, headers, body) -> url.equals(HERE) ? deliver(headers, body) : 200,
            Runnable::run);
    faults.put(plan);
    webhook = exists() ? stage.team().addWebhook(FIRST).id() : "";
  }

  /** How badly webhooks travel, up to a half of them lost. */
  static FaultPlan draw(RandomGenerator random) {
    var badness = random.nextInt(4);
    if (badness == 0) {
      return FaultPlan.none();
    }
    var plan = new StringBuilder("faults:\n");
    line(plan, "webhook-lost", 17 * badness);
    line(plan, "webhook-reordered, within: %ds".formatted(1 + random.nextInt(60)), 13 * badness);
    for (var fault : FAULTS) {
      line(plan, fault, random.nextInt(2) == 0 ? 0 : random.nextInt(8 * badness));
    }
    return FaultPlan.parse(plan.toString());
  }

  private static void line(StringBuilder plan, String fault, int percent) {
    plan.append("  - {fault: %s, probability: %d%%}\n".formatted(fault, percent));
  }

  /** The names of all faults of deliveries, as {@link #strikes} counts them. */
  static Set<String> names() {
    return Stream.concat(FAULTS.stream(), Stream.of("webhook-lost", "webhook-reordered"))
        .map(fault -> fault.replaceFirst(",.*", ""))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A self-hosted E2B has no webhooks. */
  private boolean exists() {
    return stage.team().plan().events();
  }

  /** Nothing happens to them any more. */
  void calm() {
    calm = true;
    faults.put(FaultPlan.none());
    if (exists()) {
      change(was -> with(was, HERE, true, was.secret()));
    }
  }

  Duration step() {
    if (exists() && !calm && random.nextInt(2_000) == 0) {
      tamper();
    }
    sender.step();
    return Duration.ofMillis(100 + random.nextLong(900));
  }

  /** Somebody changes the secret, or switches the webhook off or on again. */
  private void tamper() {
    var secret = Secret.of(SECRETS.get(random.nextInt(SECRETS.size())));
    switch (random.nextInt(6)) {
      case 0 -> change("webhook-switched-off", was -> with(was, HERE, false, secret));
      case 1 -> change("webhook-pointed-elsewhere", was -> with(was, ELSEWHERE, true, secret));
      case 2 -> delete();
      default -> change("webhook-secret-set", was -> with(was, HERE, true, secret));
    }
  }

  private void delete() {
    stage.tally().count("webhook-deleted");
    stage.journal().note(null, "webhook", "is deleted");
    stage.team().removeWebhook(webhook);
  }

  private void change(String what, UnaryOperator<Webhook.Settings> change) {
    stage.tally().count(what);
    change(change);
  }

  private void change(UnaryOperator<Webhook.Settings> change) {
    @Nullable Webhook changed = stage.team().changeWebhook(webhook, change);
    if (changed == null) { // it was deleted
      changed = stage.team().addWebhook(change.apply(FIRST));
      webhook = changed.id();
    }
    stage.journal().note(null, "webhook", changed.settings());
  }

  private static Webhook.Settings with(
      Webhook.Settings was, URI url, boolean enabled, Secret secret) {
    return new Webhook.Settings(was.name(), url, enabled, was.events(), secret);
  }

  long lost() {
    return sender.counts().lost() + sender.counts().givenUp();
  }

  /** How often each fault struck, by its label. */
  Map<String, Long> strikes() {
    return faults.strikes();
  }

  private int deliver(Map<String, String> headers, byte[] body) throws ConnectException {
    var event =
        EventCodec.decode(body) instanceof EventCodec.Decoded.Event decoded
            ? decoded.event()
            : null;
    var sandbox = event == null ? null : event.sandbox();
    if (event != null) {
      requireSameByItsOwnCodec(event);
      stage.laws().delivered(event);
    }
    var receipt = host.deliver(headers, body);
    var status = receipt == null ? 0 : receipt.status();
    stage
        .journal()
        .note(sandbox, "webhook", (event == null ? "?" : event.header().type()) + ": " + status);
    if (receipt == null) {
      throw new ConnectException("nobody listens");
    }
    stage.tally().count("webhooks-answered-" + status);
    if (status == 200) {
      authentic.taken(headers, body, sandbox);
    }
    if (status == 200 && event != null) {
      stage.laws().acknowledged(event, receipt.content().toString().contains(FRESH));
    }
    return status;
  }

  private static void requireSameByItsOwnCodec(LifecycleEvent event) {
    var again = EventCodec.decode(EventCodec.encode(event));
    if (!(again instanceof EventCodec.Decoded.Event same) || !same.event().equals(event)) {
      throw new Violation(
          LawName.FAULT, event.sandbox(), "an event that changes by its own codec: " + event);
    }
  }
}
