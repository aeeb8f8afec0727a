package io.github.e2breconciler.e2b;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.sandbox.SandboxId;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * One account's E2B over HTTP.
 *
 * <p>Total deadlines: 15 s for a read, 30 s for a page of the list, both with their waiting and up
 * to three attempts; a pause or kill leaves within 2 s or not at all, is sent once, and may take 70
 * s (E2B itself gives one 60 s). Absence is believed only in E2B's own words: a 404 or 409 without
 * its error body is {@link Kind#MALFORMED}. Closing it cancels what is under way.
 */
public final class HttpE2bApi implements E2bApi, AutoCloseable {

  private static final int PAGE_LIMIT = 100; // the most that E2B allows
  private static final RequestBody EMPTY_OBJECT =
      RequestBody.create("{}".getBytes(UTF_8), MediaType.get("application/json"));

  /** Seconds; E2B raises anything less to this. */
  private static final RequestBody SHORTEST_REFRESH =
      RequestBody.create("{\"duration\":15}".getBytes(UTF_8), MediaType.get("application/json"));

  private final Requests requests;
  private final AnswerReader reader;
  private final Skew skew = new Skew();
  private final Circuit circuit;
  private final Exchange exchange;
  private final ApiMeters meters;
  private final Calls calls;
  private final HttpWebhooks webhooks;

  /**
   * Sends nothing yet.
   *
   * @param clock our wall clock
   * @param nanos elapsed time from any origin
   * @throws IllegalArgumentException if the URL is not http or https, or no header can carry the
   *     key
   */
  public HttpE2bApi(
      E2bSettings settings,
      InstantSource clock,
      LongSupplier nanos,
      MeterRegistry meters,
      EventReader eventReader) {
    this(settings, clock, meters, eventReader, Tempo.real(nanos));
  }

  HttpE2bApi(
      E2bSettings settings,
      InstantSource clock,
      MeterRegistry meters,
      EventReader eventReader,
      Tempo tempo) {
    this.reader = new AnswerReader(eventReader);
    var base = HttpUrl.get(settings.url().toString());
    requests =
        new Requests(
            base,
            new Request.Builder()
                .url(base)
                .header("X-API-Key", headerValue(settings))
                .header("User-Agent", "e2b-reconciler/" + version())
                .header("Accept", "application/json")
                .build());
    circuit = new Circuit(settings.account(), settings.circuit(), tempo.monotonicClock());
    exchange = new Exchange(settings.concurrency(), clock, skew);
    this.meters = new ApiMeters(meters, settings.account(), circuit);
    var admission = new Admission(settings, tempo);
    calls = new Calls(tempo, clock, circuit, admission, exchange, this.meters);
    webhooks = new HttpWebhooks(calls, requests, reader);
  }

  /** The key, checked here because OkHttp's own complaint would quote it. */
  private static String headerValue(E2bSettings settings) {
    var key = settings.key().reveal();
    if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "the API key of account " + settings.account() + " has a character that no key has");
    }
    return key;
  }

  private static String version() {
    String version = HttpE2bApi.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  @Override
  public Page list(@Nullable String token) {
    return get(Operation.LIST, listUrl(token), this::page);
  }

  @Override
  public Page listSince(Instant startedAfter, @Nullable String token) {
    var url = listUrl(token).addQueryParameter("startedAfter", startedAfter.toString());
    return get(Operation.LIST, url, this::page);
  }

  private HttpUrl.Builder listUrl(@Nullable String token) {
    var url =
        requests
            .url("v2", "sandboxes")
            .addQueryParameter("limit", Integer.toString(PAGE_LIMIT))
            .addEncodedQueryParameter("state", "running,paused"); // a list: its comma stays bare
    if (token != null) {
      url.addQueryParameter("nextToken", token);
    }
    return url;
  }

  private Page page(Answer answer) {
    var page = reader.page(answer);
    meters.dropped(Operation.LIST, page.droppedRows());
    return page;
  }

  @Override
  public Reading read(SandboxId sandbox) {
    var url = requests.url("sandboxes", sandbox.value());
    return get(Operation.READ, url, answer -> reader.reading(sandbox, answer));
  }

  @Override
  public PauseAnswer pause(SandboxId sandbox) {
    var request =
        requests.to(requests.url("sandboxes", sandbox.value(), "pause")).post(EMPTY_OBJECT).build();
    return calls.call(Operation.PAUSE, request, reader::paused);
  }

  @Override
  public KillAnswer kill(SandboxId sandbox) {
    var request = requests.to(requests.url("sandboxes", sandbox.value())).delete().build();
    return calls.call(Operation.KILL, request, reader::killed);
  }

  @Override
  public ProbeAnswer probe(SandboxId sandbox) {
    var url = requests.url("sandboxes", sandbox.value(), "refreshes");
    return calls.call(
        Operation.PROBE, requests.to(url).post(SHORTEST_REFRESH).build(), reader::probed);
  }

  @Override
  public FeedPage events(int offset, int limit, Set<String> types) {
    if (offset < 0 || limit < 1 || limit > PAGE_LIMIT) {
      throw new IllegalArgumentException("no such stretch: offset " + offset + ", limit " + limit);
    }
    var url =
        requests
            .url("events", "sandboxes")
            .addQueryParameter("offset", Integer.toString(offset))
            .addQueryParameter("limit", Integer.toString(limit))
            .addQueryParameter("orderAsc", "false");
    types.stream().sorted().forEach(type -> url.addQueryParameter("types", type));
    return get(Operation.EVENTS, url, this::feedPage);
  }

  private FeedPage feedPage(Answer answer) {
    var page = reader.feedPage(answer);
    meters.dropped(Operation.EVENTS, page.rows() - page.events().size());
    return page;
  }

  @Override
  public List<WebhookEntry> webhooks() {
    return webhooks.webhooks();
  }

  @Override
  public WebhookEntry register(WebhookOrder order) {
    return webhooks.register(order);
  }

  @Override
  public WebhookEntry change(String webhook, WebhookOrder order) {
    return webhooks.change(webhook, order);
  }

  @Override
  public FailedPage failedDeliveries(String webhook, Instant since, @Nullable String cursor) {
    return webhooks.failedDeliveries(webhook, since, cursor);
  }

  @Override
  public DeliveryStats deliveryStats(String webhook, Instant since) {
    return webhooks.deliveryStats(webhook, since);
  }

  @Override
  public Health health() {
    return new Health(circuit.open(), skew.millis(), circuit.lastFailure());
  }

  @Override
  public boolean resting() {
    return circuit.resting();
  }

  @Override
  public void close() {
    exchange.close();
  }

  private <T> T get(Operation operation, HttpUrl.Builder url, Function<Answer, T> meaning) {
    return calls.call(operation, requests.to(url).build(), meaning);
  }
}
