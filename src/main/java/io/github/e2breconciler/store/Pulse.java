package io.github.e2breconciler.store;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How writing goes: how the last write went, and whether what is under way takes too long. What is
 * told of it is for whoever has the writer's turn; asking is for any thread.
 */
final class Pulse {

  private static final Logger log = LoggerFactory.getLogger(Pulse.class);

  private final Duration patience;
  private final LongSupplier nanos;
  private volatile Health health = Health.OK;
  private volatile @Nullable Long busySince; // null while nothing is under way

  /**
   * Of nothing yet.
   *
   * @param patience longer than a write should take
   * @param nanos elapsed time, of any origin
   */
  Pulse(Duration patience, LongSupplier nanos) {
    this.patience = patience;
    this.nanos = nanos;
  }

  /** Something is under way. */
  void begins() {
    busySince = nanos.getAsLong();
  }

  /** It is over, in whatever way. */
  void ends() {
    busySince = null;
  }

  /** What is under way was written. */
  void wrote() {
    var took = took();
    become(
        took.compareTo(patience) > 0
            ? new Health(false, "the last write took " + took.toSeconds() + " s")
            : Health.OK);
  }

  /** It was not. */
  void failed(String reason) {
    become(new Health(false, reason));
  }

  /** How the last write went. */
  Health health() {
    return health;
  }

  /** Why nothing should wait for what is under way, which has taken too long, or null. */
  @Nullable StoreException stall() {
    var busy = took();
    return busy.compareTo(patience) > 0
        ? new StoreException("a write has not come to its end for " + busy.toSeconds() + " s", null)
        : null;
  }

  private Duration took() {
    var since = busySince;
    return since == null ? Duration.ZERO : Duration.ofNanos(nanos.getAsLong() - since);
  }

  /** The one line that says since when, among those of all who are kept from writing. */
  private void become(Health next) {
    var before = health;
    health = next;
    if (before.ok() && !next.ok()) {
      log.error(
          "the store is in trouble, see the runbook store-trouble reason=\"{}\"", next.trouble());
    } else if (!before.ok() && next.ok()) {
      log.info("the store takes writes again");
    }
  }
}
