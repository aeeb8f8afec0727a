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

  /** Who promised to be alive. */
  public LeaseTable leases() {
    return new LeaseTable(handle);
  }

  /** The stories of condemned sandboxes. */
  public CaseTable cases() {
    return new CaseTable(handle);
  }

  /** What we mean to send, or sent. */
  public IntentTable intents() {
    return new IntentTable(handle);
  }

  /** What we did and why. */
  public AuditTable audit() {
    return new AuditTable(handle);
  }

  /** Latched stops. */
  public FreezeTable freezes() {
    return new FreezeTable(handle);
  }

  /** What people asked to leave alone. */
  public SnoozeTable snoozes() {
    return new SnoozeTable(handle);
  }

  /** Beliefs as last flushed. */
  public MirrorTable mirror() {
    return new MirrorTable(handle);
  }

  /** Where belief and E2B disagreed. */
  public DriftTable drifts() {
    return new DriftTable(handle);
  }

  /** Reconcile runs. */
  public PassTable passes() {
    return new PassTable(handle);
  }

  /** Which team each account was at first contact. */
  public PinTable pins() {
    return new PinTable(handle);
  }

  /** Single facts by name. */
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
