package io.github.e2breconciler.webhook;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.event.EventCodec.Decoded;
import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.store.StoreException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes signed deliveries: {@code POST PATH} and {@code POST PATH/ACCOUNT}, one event a request.
 *
 * <p>Answers 200 once the event is durable (also for one that came before and for a type that we do
 * not know), 401 for a signature that no secret made, 400 for an authentic body that is no event,
 * 404 for an unknown account, 503 when the event cannot be made durable. E2B repeats whatever is
 * not a 2xx, three times at 10 s, and then the event is lost for this way. Other methods are
 * answered 405 here; other paths and bodies that are too large, by the listener.
 *
 * <p>What the headers alone refuse is answered before its body is read, which is why a flood of
 * unsigned requests costs little; the connection ends with that answer.
 *
 * <p>Safe for many threads; each request blocks its own.
 */
public final class WebhookService implements HttpService {

  /** The name and the wording of these lines are promised to those who search for them. */
  private static final Logger log = LoggerFactory.getLogger("e2b-webhook");

  private final WebhookSettings settings;
  private final WebhookInbox inbox;
  private final InstantSource clock;
  private final WebhookMeters meters;
  private final Admission admission;
  private final Map<AccountId, SignatureBurst> bursts;

  /**
   * A service.
   *
   * @param ticker elapsed time, of any origin
   */
  public WebhookService(
      WebhookSettings settings,
      WebhookInbox inbox,
      InstantSource clock,
      Ticker ticker,
      MeterRegistry meters) {
    this.settings = settings;
    this.inbox = inbox;
    this.clock = clock;
    this.meters = new WebhookMeters(meters, clock);
    this.admission = new Admission(settings.proxies(), ticker, meters);
    this.bursts =
        settings.accounts().stream()
            .collect(toUnmodifiableMap(WebhookAccount::id, _ -> new SignatureBurst()));
  }

  @Override
  public void routing(HttpRules rules) {
    for (var path : settings.paths()) {
      rules
          .post(path, this::receive)
          .any(path, Listeners.allowOnly("POST"))
          .post(path + "/{account}", this::receiveNamed)
          .any(path + "/{account}", Listeners.allowOnly("POST"));
    }
  }

  /** Counts what the listener refused before it came here. */
  public void refused(Status status) {
    if (status.code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()) {
      meters.ended(RequestOutcome.TOO_LARGE);
    }
  }

  /** How many deliveries were refused for their signature so far: a burst is worth a look. */
  public long invalidSignatures() {
    return meters.refusedSignatures();
  }

  private void receiveNamed(ServerRequest request, ServerResponse response) {
    var name = request.path().pathParameters().get("account");
    var account = settings.accounts().stream().filter(it -> it.id().name().equals(name)).toList();
    if (account.isEmpty()) {
      meters.ended(RequestOutcome.UNKNOWN_ACCOUNT);
      Json.error(response, Status.NOT_FOUND_404, "Unknown account");
      return;
    }
    receive(request, response, account);
  }

  private void receive(ServerRequest request, ServerResponse response) {
    receive(request, response, settings.accounts());
  }

  private void receive(
      ServerRequest request, ServerResponse response, List<WebhookAccount> candidates) {
    switch (admission.judge(request, candidates)) {
      case Admission.Refused(var outcome) -> {
        if (request.content().hasEntity()) {
          response.header(HeaderValues.CONNECTION_CLOSE); // what is left of it is no request
        }
        refuse(response, outcome, candidates);
      }
      case Admission.Admitted admitted -> {
        try {
          verify(request, response, candidates, admitted);
        } finally {
          admission.left(admitted);
        }
      }
    }
  }

  private void verify(
      ServerRequest request,
      ServerResponse response,
      List<WebhookAccount> candidates,
      Admission.Admitted admitted) {
    var content = request.content();
    var body = content.hasEntity() ? content.as(byte[].class) : new byte[0];
    @Nullable RequestOutcome objection = admitted.objection();
    var signer = signer(admitted.signatures(), candidates, body);
    if (objection != null || signer.isEmpty()) {
      admission.failed(admitted);
      refuse(
          response, objection == null ? RequestOutcome.INVALID_SIGNATURE : objection, candidates);
      return;
    }
    admission.verified(admitted);
    log.info("Signature verified successfully");
    switch (EventCodec.decode(body)) {
      case Decoded.Malformed(var why) -> {
        log.warn("refused a signed body account={} reason={}", signer.get(), why);
        meters.ended(RequestOutcome.MALFORMED);
        Json.error(response, Status.BAD_REQUEST_400, why);
      }
      case Decoded.Event event -> take(signer.get(), event, response);
    }
  }

  private void refuse(
      ServerResponse response, RequestOutcome outcome, List<WebhookAccount> candidates) {
    meters.ended(outcome);
    if (outcome == RequestOutcome.INVALID_SIGNATURE) {
      candidates.forEach(account -> refused(account.id()));
    }
    if (outcome == RequestOutcome.OVERLOADED) {
      response.header(HeaderNames.RETRY_AFTER, "1");
      Json.error(response, Status.SERVICE_UNAVAILABLE_503, "Too many large bodies at once");
      return;
    }
    Json.error(
        response,
        Status.UNAUTHORIZED_401,
        outcome == RequestOutcome.UNSUPPORTED_VERSION
            ? "Unsupported signature version"
            : "Invalid signature");
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

  private void take(AccountId account, Decoded.Event decoded, ServerResponse response) {
    var event = decoded.event();
    var sandbox = decoded.sandboxText();
    log.info("Received {} event for sandbox {}", EventCodec.label(event), sandbox);
    WebhookInbox.Outcome outcome;
    try {
      outcome = inbox.take(account, event, clock.instant());
    } catch (StoreException e) {
      log.error("cannot store an event; E2B will send it again account={}", account, e);
      meters.ended(RequestOutcome.UNAVAILABLE);
      response.header(HeaderNames.RETRY_AFTER, "1");
      Json.error(response, Status.SERVICE_UNAVAILABLE_503, "Cannot store the event now");
      return;
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
    Json.send(response, Status.OK_200, Taken.of(decoded, outcome.duplicate()));
  }

  private static RequestOutcome outcomeOf(LifecycleEvent event, boolean duplicate) {
    if (event instanceof LifecycleEvent.Unrecognised) {
      return RequestOutcome.RECORDED;
    }
    return duplicate ? RequestOutcome.DUPLICATE : RequestOutcome.ACCEPTED;
  }
}
