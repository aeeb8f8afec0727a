package io.github.e2breconciler.webhook;

import io.github.e2breconciler.http.Bodies;
import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.http.Listeners;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings deliveries to a {@link Reception} and its receipts back: {@code POST PATH} and {@code POST
 * PATH/ACCOUNT}, one event a request.
 *
 * <p>E2B repeats whatever is not answered with a 2xx, three times at 10 s, and then the event is
 * lost for this way. Other methods are answered 405 here; other paths and bodies that are too
 * large, by the listener.
 *
 * <p>Safe for many threads; each request blocks its own.
 */
public final class WebhookService implements HttpService {

  private static final HeaderName SIGNATURE = HeaderNames.create(Signature.HEADER);
  private static final HeaderName HMAC_SIGNATURE = HeaderNames.create(Signature.HMAC_HEADER);
  private static final HeaderName VERSION = HeaderNames.create(Signature.VERSION_HEADER);

  private static final String ACCOUNT = "account";

  private final WebhookSettings settings;
  private final Reception reception;

  public WebhookService(WebhookSettings settings, Reception reception) {
    this.settings = settings;
    this.reception = reception;
  }

  /** Paths before accounts: one may be below another, where an account's name would stand. */
  @Override
  public void routing(HttpRules rules) {
    for (var path : settings.paths()) {
      rules
          .post(path, (request, response) -> receive(null, request, response))
          .any(path, Listeners.allowOnly("POST"));
    }
    for (var path : settings.paths()) {
      var named = path + "/{" + ACCOUNT + "}";
      rules.post(named, this::receiveNamed).any(named, Listeners.allowOnly("POST"));
    }
  }

  /** Counts what the listener refused before it came here. */
  public void refused(Status status) {
    if (status.code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()) {
      reception.tooLarge();
    }
  }

  private void receiveNamed(ServerRequest request, ServerResponse response) {
    receive(request.path().pathParameters().get(ACCOUNT), request, response);
  }

  private void receive(@Nullable String account, ServerRequest request, ServerResponse response) {
    var envelope = envelope(account, request);
    var receipt = reception.receive(envelope, () -> body(request, envelope.bytes()));
    if (receipt.again()) {
      response.header(HeaderNames.RETRY_AFTER, "1");
    }
    Json.send(response, Status.create(receipt.status()), receipt.content());
  }

  private Envelope envelope(@Nullable String account, ServerRequest request) {
    var headers = request.headers();
    return new Envelope(
        account,
        settings.proxies().source(request),
        Stream.of(SIGNATURE, HMAC_SIGNATURE).flatMap(name -> headers.first(name).stream()).toList(),
        headers.first(VERSION).orElse(Signature.VERSION),
        headers.contains(HeaderNames.TRANSFER_ENCODING)
            ? Envelope.IN_CHUNKS
            : headers.contentLength().orElse(0));
  }

  private static byte[] body(ServerRequest request, long length) {
    return length == Envelope.IN_CHUNKS || !request.content().hasEntity()
        ? Bodies.whole(request)
        : body(request.content().inputStream(), (int) length);
  }

  /** Without the 16 KiB that are cleared for a body of unknown length; the listener bounds it. */
  private static byte[] body(InputStream in, int length) {
    try (in) {
      return in.readNBytes(length);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a body", e);
    }
  }
}
