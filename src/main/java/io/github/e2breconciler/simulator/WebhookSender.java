package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The sender of a world's webhooks: signs each event, posts it, and tries three times more, ten
 * seconds apart, when the receiver does not answer 2xx.
 *
 * <p>{@link #step()} hands what is due to the executor, one task a delivery, so that a slow
 * receiver holds up nobody; with a direct executor everything happens inside the step. Faults are
 * drawn in the step, in the order of the events. Safe for many threads.
 */
public final class WebhookSender {

  private static final int ATTEMPTS = 4; // one and three retries
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofMillis(20);

  /** One letter on its way to one webhook, the same at every attempt. */
  private record Sending(
      Team team, String webhook, LifecycleEvent event, Letter letter, int attempt) {

    Sending again() {
      return new Sending(team, webhook, event, letter, attempt + 1);
    }
  }

  private record Due(Instant at, long sequence, Sending sending) {}

  private final Object lock = new Object();
  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::sequence));
  private final World world;
  private final DeliveryFaults faults;
  private final Ids ids;
  private final RandomGenerator random;
  private final Delivery delivery;
  private final Executor executor;
  private long sequence;
  private long events;
  private long attempts;
  private long delivered;
  private long lost;
  private long givenUp;

  public WebhookSender(
      World world,
      DeliveryFaults faults,
      RandomGenerator random,
      Delivery delivery,
      Executor executor) {
    this.world = world;
    this.faults = faults;
    this.ids = new Ids(random);
    this.random = random;
    this.delivery = delivery;
    this.executor = executor;
  }

  /** Sends what is due by the world's time; returns the pause until the next look. */
  public Duration step() {
    var now = world.now();
    for (var team : world.teams()) {
      for (var owed : team.takeOwed()) {
        accept(team, owed, now);
      }
    }
    for (var sending : takeDue(now)) {
      var deliveryId = nextDeliveryId();
      executor.execute(() -> send(sending, deliveryId));
    }
    return IDLE;
  }

  /** What became of everything so far. */
  public WebhookCounts counts() {
    synchronized (lock) {
      return new WebhookCounts(events, attempts, delivered, lost, givenUp);
    }
  }

  private void accept(Team team, Webhooks.Owed owed, Instant now) {
    var letters = faults.letters(owed.event(), random);
    synchronized (lock) {
      events++;
      lost += letters.stream().allMatch(Letter::stranger) ? 1 : 0;
      for (var letter : letters) {
        enqueue(
            new Sending(team, owed.webhook(), owed.event(), letter, 1), now.plus(letter.delay()));
      }
    }
  }

  private List<Sending> takeDue(Instant now) {
    var taken = new ArrayList<Sending>();
    synchronized (lock) {
      for (var due = queue.peek(); due != null && !due.at.isAfter(now); due = queue.peek()) {
        queue.remove();
        taken.add(due.sending);
      }
    }
    return taken;
  }

  private String nextDeliveryId() {
    synchronized (lock) {
      return ids.uuid();
    }
  }

  private void enqueue(Sending sending, Instant at) {
    queue.add(new Due(at, sequence++, sending));
  }

  private void send(Sending sending, String deliveryId) {
    var webhook = sending.team.webhook(sending.webhook);
    if (webhook == null || !webhook.settings().enabled()) {
      synchronized (lock) {
        givenUp++;
      }
      return;
    }
    var attempt = post(sending, webhook, deliveryId);
    if (sending.letter.stranger()) {
      return;
    }
    sending.team.record(attempt);
    synchronized (lock) {
      attempts++;
      if (attempt.succeeded()) {
        delivered++;
      } else if (sending.attempt < ATTEMPTS) {
        enqueue(sending.again(), attempt.at().plus(attempt.took()).plus(RETRY_AFTER));
      } else {
        givenUp++;
      }
    }
  }

  private DeliveryAttempt post(Sending sending, Webhook webhook, String deliveryId) {
    var post = Post.of(sending.letter, webhook, deliveryId);
    var url = webhook.settings().url();
    var startedAt = world.now();
    var status = 0;
    @Nullable String errorClass = null;
    try {
      status = post(url, post, sending.letter.manner());
      errorClass = status / 100 == 2 ? null : "http_error";
    } catch (IOException e) {
      errorClass = errorClass(e);
    }
    return new DeliveryAttempt(
        deliveryId,
        webhook.id(),
        sending.event,
        sending.letter.body(),
        url,
        status,
        errorClass,
        startedAt,
        Duration.between(startedAt, world.now()));
  }

  private int post(URI url, Post post, Letter.Manner manner) throws IOException {
    return switch (manner) {
      case Letter.Manner.Prompt _ -> delivery.post(url, post.headers(), post.body());
      case Letter.Manner.Slow(Duration over) ->
          delivery.postSlowly(url, post.headers(), post.body(), over);
      case Letter.Manner.Silent _ -> delivery.postHalf(url, post.headers(), post.body());
      case Letter.Manner.Unreachable _ -> throw new ConnectException("no way to the receiver");
    };
  }

  /** E2B's words for a failed delivery. */
  private static String errorClass(IOException e) {
    return switch (e) {
      case HttpTimeoutException _ -> "timeout";
      case InterruptedIOException _ -> "canceled";
      case UnknownHostException _ -> "dns_error";
      case ConnectException _ when e.getCause() instanceof UnresolvedAddressException ->
          "dns_error";
      default -> "transport_error"; // refused, reset, closed in the middle
    };
  }
}
