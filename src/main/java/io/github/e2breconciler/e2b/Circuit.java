package io.github.e2breconciler.e2b;

import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The circuit breaker of one account: after so many failures within a window nothing is sent for a
 * while, then a single read tries the path.
 *
 * <p>Only failures are entered in the window, so that their number decides and not their share.
 * What says nothing of the path (404, 409 and other refusals) counts as a success; a refused key
 * counts as a failure, because asking again cannot mend it.
 */
final class Circuit {

  private static final Logger log = LoggerFactory.getLogger(Circuit.class);

  private final CircuitBreaker breaker;
  private final Clock clock;
  private final Duration openFor;
  private volatile String lastFailure = "";
  private volatile Instant openedAt = Instant.EPOCH;

  Circuit(AccountId account, E2bSettings.Circuit settings, Clock clock) {
    this.clock = clock;
    this.openFor = settings.openFor();
    breaker = CircuitBreaker.of(account.name(), config(settings, clock));
    breaker
        .getEventPublisher()
        .onStateTransition(event -> {
          var to = event.getStateTransition().getToState();
          if (to == State.OPEN) {
            openedAt = clock.instant();
          }
          log.atLevel(to == State.CLOSED ? Level.INFO : Level.WARN)
              .log(
                  "circuit account={} from={} to={} last-failure=\"{}\"",
                  account,
                  event.getStateTransition().getFromState(),
                  to,
                  lastFailure);
        });
  }

  private static CircuitBreakerConfig config(E2bSettings.Circuit settings, Clock clock) {
    return CircuitBreakerConfig.custom()
        .slidingWindowType(SlidingWindowType.TIME_BASED)
        .slidingWindowSize(Math.toIntExact(Math.max(1, settings.window().toSeconds())))
        .minimumNumberOfCalls(settings.failures())
        .failureRateThreshold(100)
        .slowCallRateThreshold(100)
        .slowCallDurationThreshold(Duration.ofDays(1)) // slowness ends in a time-out, a failure
        .waitDurationInOpenState(settings.openFor())
        .permittedNumberOfCallsInHalfOpenState(1)
        .writableStackTraceEnabled(false)
        .clock(clock)
        .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
        .build();
  }

  /**
   * Lets a call pass or refuses it. Who passes must end with one of {@link #succeeded}, {@link
   * #failed} and {@link #leave}. The trial after an open time is left to a read of sandboxes: an
   * action wants a path that is known to work, and what else is asked may fail while they can be
   * read, for as long as it likes.
   */
  void enter(Operation operation) {
    var passes = operation.readsSandboxes() ? breaker.tryAcquirePermission() : !open();
    if (!passes) {
      throw new E2bException(
          Kind.CIRCUIT_OPEN,
          operation.label() + " not sent: the circuit is open since " + lastFailure);
    }
  }

  void succeeded() {
    if (open()) {
      breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    } else {
      leave();
    }
  }

  void failed(E2bException why) {
    switch (why.kind()) {
      case UNAVAILABLE, TIMEOUT, RATE_LIMITED, UNAUTHORISED, MALFORMED -> {
        lastFailure = String.valueOf(why.getMessage());
        breaker.onError(0, TimeUnit.NANOSECONDS, why);
      }
      case REFUSED, UNSUPPORTED -> succeeded();
      case CIRCUIT_OPEN, THROTTLED -> leave();
    }
  }

  /** The call was not sent after all. */
  void leave() {
    breaker.releasePermission();
  }

  /** Whether not even a read would be sent; else, where it is open, the next one is the trial. */
  boolean resting() {
    return breaker.getState() == State.OPEN && clock.instant().isBefore(openedAt.plus(openFor));
  }

  /** The last failure that counted, or empty. */
  String lastFailure() {
    return lastFailure;
  }

  /** Whether calls are refused, or wait for one to succeed. */
  boolean open() {
    return breaker.getState() != State.CLOSED;
  }
}
