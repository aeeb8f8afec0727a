package io.github.e2breconciler.e2b;

import io.github.e2breconciler.e2b.Exchange.Departure;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * The layers around every call of one account, from the outside in: retry of reads, circuit,
 * admission (places and pace), the exchange, the meaning of its answer.
 *
 * <p>Each attempt passes every layer, so that a retry obeys the circuit and the pace like any other
 * call. Actions are never repeated: whoever asked for one decides that. Safe for many threads.
 */
final class Calls {

  private static final int MAX_ATTEMPTS = 3;
  private static final long FIRST_PAUSE_MILLIS = 200; // doubles, each 50 % to 150 % of itself

  private final Tempo tempo;
  private final InstantSource clock;
  private final Circuit circuit;
  private final Admission admission;
  private final Exchange exchange;
  private final ApiMeters meters;
  private final Retry retry;

  Calls(
      Tempo tempo,
      InstantSource clock,
      Circuit circuit,
      Admission admission,
      Exchange exchange,
      ApiMeters meters) {
    this.tempo = tempo;
    this.clock = clock;
    this.circuit = circuit;
    this.admission = admission;
    this.exchange = exchange;
    this.meters = meters;
    retry =
        Retry.of(
            "reads",
            RetryConfig.custom()
                .maxAttempts(MAX_ATTEMPTS)
                .retryOnException(Calls::passing)
                .intervalBiFunction((attempt, failure) -> pauseMillis(attempt))
                .build());
  }

  /** Failures that a moment later may be over. */
  private static boolean passing(Throwable failure) {
    return failure instanceof E2bException e
        && switch (e.kind()) {
          case UNAVAILABLE, TIMEOUT, RATE_LIMITED -> true;
          case UNAUTHORISED, REFUSED, MALFORMED, UNSUPPORTED, CIRCUIT_OPEN, THROTTLED -> false;
        };
  }

  private long pauseMillis(int attempt) {
    var pause = FIRST_PAUSE_MILLIS << (attempt - 1);
    return pause / 2 + tempo.random().nextLong(pause);
  }

  /**
   * Makes a call.
   *
   * @param meaning what the answer says; throws {@link E2bException} where it says nothing usable
   * @throws E2bException of any kind
   */
  <T> T call(Operation operation, Request request, Function<Answer, T> meaning) {
    var until = tempo.nanos().getAsLong() + tempo.deadlines().of(operation).toNanos();
    if (!operation.repeatable()) {
      return attempt(operation, leaving(operation, request, until), meaning, until);
    }
    var retries = retry.<T>asyncContext(); // tells when to try again and leaves the waiting to us
    @Nullable E2bException last = null;
    while (true) {
      try {
        return attempt(operation, request, meaning, until);
      } catch (E2bException e) {
        if (last != null && e.kind().neverSent()) {
          throw last; // says more than that there was no second try
        }
        last = e;
        pauseOrThrow(retries.onError(e), until, e);
      }
    }
  }

  private void pauseOrThrow(long millis, long until, E2bException failure) {
    var pause = Duration.ofMillis(millis);
    if (millis < 0 || pause.compareTo(tempo.left(until)) >= 0) {
      throw failure;
    }
    try {
      tempo.sleeper().sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }

  private <T> T attempt(
      Operation operation, Request request, Function<Answer, T> meaning, long until) {
    try {
      circuit.enter(operation);
      return admitted(operation, request, meaning, until);
    } catch (E2bException e) {
      meters.called(operation, e.kind().label());
      throw e;
    }
  }

  private <T> T admitted(
      Operation operation, Request request, Function<Answer, T> meaning, long until) {
    try {
      admission.enter(operation, until);
      try {
        var value = sent(operation, request, meaning, until);
        circuit.succeeded();
        return value;
      } finally {
        admission.leave(operation);
      }
    } catch (E2bException e) {
      circuit.failed(e);
      throw e;
    } catch (RuntimeException e) {
      circuit.leave(); // a fault of ours says nothing of the path, and must not keep its trial
      throw e;
    }
  }

  private <T> T sent(
      Operation operation, Request request, Function<Answer, T> meaning, long until) {
    var start = tempo.nanos().getAsLong();
    try {
      var deadline = operation.action() ? tempo.deadlines().action() : tempo.left(until);
      var answer = exchange.send(operation, request, deadline);
      admission.hold(answer.retryAfter());
      var value = meaning.apply(answer);
      meters.called(operation, outcome(answer));
      return value;
    } finally {
      meters.took(operation, Duration.ofNanos(tempo.nanos().getAsLong() - start));
    }
  }

  /**
   * An action is justified by a read, which ages while we wait and connect; by our clock too, since
   * elapsed time stands still while the machine is suspended.
   */
  private Request leaving(Operation operation, Request request, long until) {
    if (!operation.action()) {
      return request;
    }
    var latest = clock.instant().plus(tempo.deadlines().of(operation));
    Departure inTime = () -> !tempo.left(until).isNegative() && !clock.instant().isAfter(latest);
    return request.newBuilder().tag(Departure.class, inTime).build();
  }

  private static String outcome(Answer answer) {
    return switch (answer.status()) {
      case 404 -> ApiMeters.MISSING;
      case 409 -> ApiMeters.CONFLICT;
      default -> ApiMeters.OK;
    };
  }
}
