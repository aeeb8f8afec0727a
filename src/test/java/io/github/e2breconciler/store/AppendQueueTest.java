package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AppendQueueTest {

  private static final int LARGE = 1 << 20; // the largest body that a webhook may have

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AppendQueue queue = new AppendQueue(meters);

  @Test
  void letsTheFirstLead() {
    assertThat(queue.enqueue(pending(1, 0))).isTrue();
    assertThat(queue.enqueue(pending(1, 0))).isFalse();
  }

  @Test
  void boundsWhatWaitsByNumber() {
    fill(AppendQueue.MAX_ROWS, 0);

    assertThatThrownBy(() -> queue.enqueue(pending(1, 0))).isInstanceOf(StoreException.class);
    assertThat(queue.rows()).isEqualTo(AppendQueue.MAX_ROWS);
    assertThat(meters.get("e2b_reconciler.inbox.waiting.events").gauge().value())
        .isEqualTo(AppendQueue.MAX_ROWS);
  }

  @Test
  void boundsWhatWaitsByBytes() {
    var fit = (int) (AppendQueue.MAX_BYTES / LARGE) - 1;
    fill(fit, LARGE);

    assertThatThrownBy(() -> queue.enqueue(pending(1, LARGE)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("too many events");
    assertThat(queue.rows()).isEqualTo(fit);
    assertThat(queue.bytes()).isLessThanOrEqualTo(AppendQueue.MAX_BYTES);
    assertThat(queue.enqueue(pending(1, 100))).isFalse(); // a small one still fits
    assertThat(meters.get("e2b_reconciler.inbox.waiting.bytes").gauge().value())
        .isEqualTo((double) queue.bytes());
    assertThat(refused("full")).isEqualTo(1);
    assertThat(refused("stalled")).isZero();
  }

  @Test
  void takesWhatOneCallerBringsWhereNothingWaits() {
    assertThat(queue.enqueue(pending(100, LARGE))).isTrue();
  }

  @Test
  void hasRoomAgainOnceABatchIsTaken() {
    fill(AppendQueue.MAX_ROWS, 0);

    assertThat(queue.takeBatch()).isNotEmpty();

    assertThat(queue.enqueue(pending(1, 0))).isFalse();
  }

  @Test
  void countsNothingOnceAllIsTaken() {
    fill(3, 1_000);
    queue.takeBatch();
    queue.handOver();

    assertThat(queue.rows()).isZero();
    assertThat(queue.bytes()).isZero();
    assertThat(queue.enqueue(pending(1, 0))).isTrue();
  }

  @Test
  void handsTheLeadToTheFirstThatWaits() {
    queue.enqueue(pending(1, 0));
    queue.takeBatch();
    var next = pending(1, 0);
    queue.enqueue(next);

    queue.handOver();

    assertThat(next.promoted()).isTrue();
    assertThat(queue.enqueue(pending(1, 0))).isFalse();
  }

  @Test
  void keepsALeaderWhoseEventsWereGivenUp() {
    queue.enqueue(pending(1, 0));
    queue.takeBatch();
    var next = pending(1, 0);
    queue.enqueue(next);
    queue.handOver();

    queue.giveUp(new StoreException("stalled", null));

    assertThat(next.promoted()).isTrue(); // and so it leads, though it has nothing to store
    assertThat(queue.enqueue(pending(1, 0))).isFalse();
    assertThatThrownBy(next::outcome).isInstanceOf(StoreException.class);
  }

  private void fill(int events, int bodyLength) {
    IntStream.range(0, events).forEach(_ -> queue.enqueue(pending(1, bodyLength)));
  }

  private double refused(String reason) {
    return meters.get("e2b_reconciler.inbox.refused").tag("reason", reason).counter().count();
  }

  private static PendingAppend pending(int rows, int bodyLength) {
    var body = "x".repeat(bodyLength);
    var events = new ArrayList<EventRow>();
    for (var i = 0; i < rows; i++) {
      events.add(new EventRow("a", "e" + i, "type", "i1", 1, 1, "webhook", body));
    }
    return new PendingAppend(List.copyOf(events), 0);
  }
}
