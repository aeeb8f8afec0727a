package io.github.e2breconciler.simulation;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.simulator.Webhook;
import io.github.e2breconciler.webhook.Receipt;
import java.net.ConnectException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The webhook of one account: somebody switches it off, points it elsewhere or changes its secret;
 * what is delivered by it is brought to the daemon, and the laws of that account see what comes of
 * it.
 */
final class Letterbox {

  /** Where only somebody else listens. */
  private static final URI ELSEWHERE = URI.create("http://127.0.0.1:1/webhooks/another");

  /** What the answer says to an event that was not known. */
  private static final String FRESH = "processed successfully";

  /**
   * Where an account's events are sent, and by which secrets.
   *
   * @param here where its own are taken
   * @param named the account that the path of it names, or null
   * @param astray where it points by mistake
   * @param stranger the account that the path of that names, or null where nobody of ours listens
   * @param secrets those that the daemon knows: one in use, and one for when it is changed
   */
  record Address(
      URI here,
      @Nullable AccountId named,
      URI astray,
      @Nullable AccountId stranger,
      List<String> secrets) {

    /** By a path that names no account. */
    static Address of(String path, List<String> secrets) {
      return new Address(at(path), null, ELSEWHERE, null, secrets);
    }

    /** By a path that names one, and by mistake by that of another. */
    static Address of(AccountId account, AccountId stranger, List<String> secrets) {
      return new Address(at(path(account)), account, at(path(stranger)), stranger, secrets);
    }

    private static String path(AccountId account) {
      return "/webhooks/e2b/" + account.name();
    }

    private static URI at(String path) {
      return URI.create("http://127.0.0.1:1" + path);
    }
  }

  private final Stage stage;
  private final Host host;
  private final Address address;
  private final RandomGenerator random;
  private final Authentic authentic;
  private final Webhook.Settings first;
  private String webhook;

  Letterbox(Stage stage, Host host, Address address, RandomGenerator random) {
    this.stage = stage;
    this.host = host;
    this.address = address;
    this.random = random;
    authentic = new Authentic(address.secrets());
    first =
        new Webhook.Settings(
            "simulation",
            address.here(),
            true,
            EventTypes.ALL,
            Secret.of(address.secrets().getFirst()));
    webhook = exists() ? stage.team().addWebhook(first).id() : "";
  }

  /** A self-hosted E2B has no webhooks. */
  private boolean exists() {
    return stage.team().plan().events();
  }

  /** Nothing happens to it any more. */
  void calm() {
    if (exists()) {
      change(was -> with(was, address.here(), true, was.secret()));
    }
  }

  /** Once in a while somebody changes the secret, or switches it off or on again. */
  void meddle() {
    if (!exists() || random.nextInt(2_000) != 0) {
      return;
    }
    var secrets = address.secrets();
    var secret = Secret.of(secrets.get(random.nextInt(secrets.size())));
    switch (random.nextInt(6)) {
      case 0 -> change("webhook-switched-off", was -> with(was, address.here(), false, secret));
      case 1 ->
          change("webhook-pointed-elsewhere", was -> with(was, address.astray(), true, secret));
      case 2 -> delete();
      default -> change("webhook-secret-set", was -> with(was, address.here(), true, secret));
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
      changed = stage.team().addWebhook(change.apply(first));
      webhook = changed.id();
    }
    stage.journal().note(null, "webhook", changed.settings());
  }

  private static Webhook.Settings with(
      Webhook.Settings was, URI url, boolean enabled, Secret secret) {
    return new Webhook.Settings(was.name(), url, enabled, was.events(), secret);
  }

  /** Whether what is sent there is this account's. */
  boolean sends(URI url) {
    return url.equals(address.here()) || url.equals(address.astray());
  }

  /**
   * Brings a delivery to where it is sent.
   *
   * @return the status of the answer
   * @throws ConnectException where the daemon is down
   */
  int deliver(URI url, Map<String, String> headers, byte[] body) throws ConnectException {
    if (url.equals(address.here())) {
      return deliver(headers, body);
    }
    var stranger = address.stranger();
    return stranger == null ? 200 : intrude(stranger, headers, body);
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
    var receipt = host.deliver(address.named(), headers, body);
    var status = receipt == null ? 0 : receipt.status();
    stage
        .journal()
        .note(sandbox, "webhook", (event == null ? "?" : event.header().type()) + ": " + status);
    var answer = answered(receipt);
    if (answer.status() == 200) {
      authentic.taken(headers, body, sandbox);
    }
    if (answer.status() == 200 && event != null) {
      stage.laws().acknowledged(event, answer.content().toString().contains(FRESH));
    }
    return answer.status();
  }

  /** S7 once more: by the name of another account nothing is taken. */
  private int intrude(AccountId stranger, Map<String, String> headers, byte[] body)
      throws ConnectException {
    var answer = answered(host.deliver(stranger, headers, body));
    stage.tally().count("webhooks-of-another-account");
    if (answer.status() == 200) {
      throw new Violation(LawName.S7, null, "a webhook was taken by the name of " + stranger);
    }
    return answer.status();
  }

  private Receipt answered(@Nullable Receipt receipt) throws ConnectException {
    if (receipt == null) {
      throw new ConnectException("nobody listens");
    }
    stage.tally().count("webhooks-answered-" + receipt.status());
    return receipt;
  }

  private static void requireSameByItsOwnCodec(LifecycleEvent event) {
    var again = EventCodec.decode(EventCodec.encode(event));
    if (!(again instanceof EventCodec.Decoded.Event same) || !same.event().equals(event)) {
      throw new Violation(
          LawName.FAULT, event.sandbox(), "an event that changes by its own codec: " + event);
    }
  }
}
