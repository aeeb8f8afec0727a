package io.github.e2breconciler.bench;

import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.sandbox.ExecutionRun;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.LifecycleEvent.Created;
import io.github.e2breconciler.sandbox.LifecycleEvent.Paused;
import io.github.e2breconciler.sandbox.LifecycleEvent.Resumed;
import io.github.e2breconciler.sandbox.LifecycleEvent.Updated;
import io.github.e2breconciler.sandbox.Size;
import java.time.Duration;

/**
 * Signed deliveries of a fleet that neither grows nor shrinks, so that nothing has a reason to grow
 * but what is kept of each event: sandboxes are created, and then updated, paused and resumed for
 * as long as anybody asks.
 */
final class SteadyTraffic implements Requests {

  private static final int SANDBOXES = 1_024;
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Size SIZE = new Size(2, 512);

  private final Traffic traffic;
  private int made;

  /** It names sandboxes and stamps events as {@code traffic} does. */
  SteadyTraffic(Traffic traffic) {
    this.traffic = traffic;
  }

  @Override
  public byte[] next() {
    return Traffic.request(EventCodec.encode(event()));
  }

  private LifecycleEvent event() {
    var sandbox = made % SANDBOXES;
    var stage = made / SANDBOXES;
    made++;
    if (stage == 0) {
      return new Created(traffic.header(sandbox, 0, EventTypes.CREATED));
    }
    var run = (stage - 1) / 3;
    return switch ((stage - 1) % 3) {
      case 0 -> {
        var header = traffic.header(sandbox, run, EventTypes.UPDATED);
        yield new Updated(header, header.at().plus(LIFETIME));
      }
      case 1 -> {
        var header = traffic.header(sandbox, run, EventTypes.PAUSED);
        var ran = Duration.ofSeconds(1);
        yield new Paused(header, new ExecutionRun(header.at().minus(ran), SIZE, ran));
      }
      default -> new Resumed(traffic.header(sandbox, run + 1L, EventTypes.RESUMED));
    };
  }
}
