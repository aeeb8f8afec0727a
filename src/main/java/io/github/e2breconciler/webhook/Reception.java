package io.github.e2breconciler.webhook;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.event.EventCodec.Decoded;
import io.github.e2breconciler.http.BadRequest;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.store.StoreException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where deliveries are judged and taken in, however they came: an envelope and a body in, a receipt
 * out, one event each. Knows nothing of sockets.
 *
 * <p>The receipt is 200 once the event is durable (also for one that came before and for a type
 * that we do not know), 401 for a signature that no secret made, 400 for an authentic body that is
 * no event, 404 for an unknown account, 503 when the event cannot be made durable, or when too many
 * large bodies are held. What the envelope alone refuses is answered without the body, which is why
 * a flood of unsigned deliveries costs little.
 *
 * <p>Safe for many threads; each delivery blocks its own.
 */
public final class Reception {

  /** The name and the wording of these lines are promised to those who search for them. */
  private static final Logger log = LoggerFactory.getLogger("e2b-webhook");

  private final List<WebhookAccount> accounts;
  private final WebhookInbox inbox;
  private final InstantSource clock;
  private final WebhookMeters meters;
  private final Admission admission;
  private final Map<AccountId, SignatureBurst> bursts;
  private final RefusedSignatures refused = new RefusedSignatures();

  /**
   * A reception.
   *
   * @param ticker elapsed time, of any origin
   */
  public Reception(
      List<WebhookAccount> accounts,
      WebhookInbox inbox,
      InstantSource clock,
      Ticker ticker,
      MeterRegistry meters) {
    this.accounts = List.copyOf(accounts);
    this.inbox = inbox;
    this.clock = clock;
    this.meters = new WebhookMeters(meters, clock);
    this.admission = new Admission(ticker, meters);
    this.bursts =
        accounts.stream().collect(toUnmodifiableMap(WebhookAccount::id, _ -> new SignatureBurst()));
  }

  /**
   * Takes one delivery in, or refuses it.
   *
   * @param body asked at most once, and not at all where the envelope is refused; what it throws
   *     comes out as it is
   */
  public Receipt receive(Envelope envelope, Supplier<byte[]> body) {
    var name = envelope.account();
    var candidates =
        name == null
            ? accounts
            : accounts.stream().filter(it -> it.id().name().equals(name)).toList();
    if (name != null && candidates.isEmpty()) {
      meters.ended(RequestOutcome.UNKNOWN_ACCOUNT);
      return Receipt.unknownAccount();
    }
    return switch (admission.judge(envelope, candidates)) {
      case Admission.Refused(var outcome) -> refuse(outcome, envelope, candidates, false);
      case Admission.Admitted admitted -> {
        try {
          yield verify(admitted, candidates, read(admitted, body));
        } finally {
          admission.left(admitted);
        }
      }
    };
  }

  /** Counts a delivery that was refused for its size before it came here. */
  void tooLarge() {
    meters.ended(RequestOutcome.TOO_LARGE);
  }

  /** A body that does not come whole is a failure of its source, as one that nobody signed. */
  private byte[] read(Admission.Admitted admitted, Supplier<byte[]> body) {
    try {
      return body.get();
    } catch (BadRequest e) {
      meters.ended(RequestOutcome.MALFORMED);
      admission.failed(admitted);
      throw e;
    } catch (RuntimeException e) {
      admission.failed(admitted);
      throw e;
    }
  }

  private Receipt verify(
      Admission.Admitted admitted, List<WebhookAccount> candidates, byte[] body) {
    @Nullable RequestOutcome objection = admitted.objection();
    var signer = signer(admitted.envelope().signatures(), candidates, body);
    if (objection != null || signer.isEmpty()) {
      admission.failed(admitted);
      return refuse(
          objection == null ? RequestOutcome.INVALID_SIGNATURE : objection,
          admitted.envelope(),
          candidates,
          true);
    }
    admission.verified(admitted);
    log.info("Signature verified successfully");
    return switch (EventCodec.decode(body)) {
      case Decoded.Malformed(var why) -> {
        log.warn("refused a signed body account={} reason=\"{}\"", signer.get(), why);
        meters.ended(RequestOutcome.MALFORMED);
        yield Receipt.malformed(why);
      }
      case Decoded.Event event -> take(signer.get(), event);
    };
  }

  private Receipt refuse(
      RequestOutcome outcome, Envelope envelope, List<WebhookAccount> candidates, boolean opened) {
    meters.ended(outcome);
    if (outcome == RequestOutcome.INVALID_SIGNATURE) {
      tell(envelope);
      candidates.forEach(account -> refused(account.id()));
    }
    if (outcome == RequestOutcome.OVERLOADED) {
      return Receipt.overloaded();
    }
    return Receipt.unsigned(
        outcome == RequestOutcome.UNSUPPORTED_VERSION
            ? "Unsupported signature version"
            : "Invalid signature",
        opened);
  }

  private void tell(Envelope envelope) {
    var count = refused.refused(clock.instant());
    if (count > 0) {
      log.warn(
          "deliveries refused for their signature count={} last={}; if that is E2B, it has another"
              + " secret",
          count,
          envelope.source().getHostAddress());
    }
  }

  private void refused(AccountId account) {
    var burst = bursts.get(account);
    if (burst != null && burst.refused(clock.instant())) {
      inbox.distrust(account);
    }
  }

  /** The account whose secret made the signature. Tries all, so that its time tells nothing. */
  private static Optional<AccountId> signer(
      List<String> signatures, List<WebhookAccount> candidates, byte[] body) {
    var signer = Optional.<AccountId>empty();
    for (var account : candidates) {
      if (Signature.verifies(account, signatures, body)) {
        signer = Optional.of(account.id());
      }
    }
    return signer;
  }

  private Receipt take(AccountId account, Decoded.Event decoded) {
    var event = decoded.event();
    var sandbox = decoded.sandboxText();
    log.info("Received {} event for sandbox {}", EventCodec.label(event), sandbox);
    WebhookInbox.Outcome outcome;
    try {
      outcome = inbox.take(account, event, clock.instant());
    } catch (StoreException e) {
      log.error(
          "cannot store an event; E2B will send it again account={} reason=\"{}\"",
          account,
          e.getMessage());
      meters.ended(RequestOutcome.UNAVAILABLE);
      return Receipt.unavailable();
    }
    if (event instanceof LifecycleEvent.Killed) {
      log.info(
          outcome.endedSomething()
              ? "Removed sandbox {} from inventory"
              : "Sandbox {} was not in the inventory",
          sandbox);
    }
    meters.taken(event, outcome.duplicate());
    meters.ended(outcomeOf(event, outcome.duplicate()));
    return Receipt.taken(Taken.of(decoded, outcome.duplicate()));
  }

  private static RequestOutcome outcomeOf(LifecycleEvent event, boolean duplicate) {
    if (event instanceof LifecycleEvent.Unrecognised) {
      return RequestOutcome.RECORDED;
    }
    return duplicate ? RequestOutcome.DUPLICATE : RequestOutcome.ACCEPTED;
  }
}
