package io.github.e2breconciler.store;

import org.jdbi.v3.core.Handle;

/**
 * The tables, as one transaction sees them.
 *
 * <p>Valid only inside the function it was handed to, on that thread.
 */
public final class Tx {

  private final Handle handle;

  Tx(Handle handle) {
    this.handle = handle;
  }

  public LeaseTable leases() {
    return new LeaseTable(handle);
  }

  public CaseTable cases() {
    return new CaseTable(handle);
  }

  public IntentTable intents() {
    return new IntentTable(handle);
  }

  public AuditTable audit() {
    return new AuditTable(handle);
  }

  public FreezeTable freezes() {
    return new FreezeTable(handle);
  }

  public SnoozeTable snoozes() {
    return new SnoozeTable(handle);
  }

  public MirrorTable mirror() {
    return new MirrorTable(handle);
  }

  public DriftTable drifts() {
    return new DriftTable(handle);
  }

  public PassTable passes() {
    return new PassTable(handle);
  }

  public PinTable pins() {
    return new PinTable(handle);
  }

  public MetaTable meta() {
    return new MetaTable(handle);
  }

  /** The events that are stored; {@link EventLog} is what stores them. */
  public EventTable events() {
    return new EventTable(handle);
  }

  Handle handle() {
    return handle;
  }
}
