package io.github.e2breconciler.store;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loss that stands until a human agrees to it; in the store, so across restarts. */
final class Losses {

  private static final Logger log = LoggerFactory.getLogger(Losses.class);

  private volatile @Nullable Loss standing;

  Losses(MeterRegistry meters) {
    Gauge.builder("e2b_reconciler.store.lost", this, losses -> losses.standing == null ? 0 : 1)
        .description("Whether the store began anew after damage and nobody agreed; alert on 1")
        .register(meters);
  }

  void load(Store store) {
    var text = store.<@Nullable String>read(tx -> tx.meta().get(Loss.KEY));
    standing = text == null ? null : Loss.parse(text);
  }

  @Nullable Loss standing() {
    return standing;
  }

  void agree(Store store, long now, String reason) {
    var loss = standing;
    if (loss == null) {
      return;
    }
    store.writeVoid(tx -> {
      tx.meta().delete(Loss.KEY);
      tx.audit().append(new AuditRow(now, "", "", "", "loss-agreed", reason));
    });
    standing = null;
    log.warn(
        "a human goes on without the store that was lost aside={} reason=\"{}\"",
        loss.file(),
        reason);
  }
}
