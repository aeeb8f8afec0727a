package io.github.e2breconciler.store;

/**
 * The tables, as one transaction sees them.
 *
 * <p>Valid only inside the function it was handed to, on that thread.
 */
public final class Tx {

  private final Session session;

  Tx(Session session) {
    this.session = session;
  }

  /** Who promised to be alive. */
  public LeaseTable leases() {
    return new LeaseTable(session);
  }

  /** The stories of condemned sandboxes. */
  public CaseTable cases() {
    return new CaseTable(session);
  }

  /** What we mean to send, or sent. */
  public IntentTable intents() {
    return new IntentTable(session);
  }

  /** What we did and why. */
  public AuditTable audit() {
    return new AuditTable(session);
  }

  /** Latched stops. */
  public FreezeTable freezes() {
    return new FreezeTable(session);
  }

  /** What people asked to leave alone. */
  public SnoozeTable snoozes() {
    return new SnoozeTable(session);
  }

  /** Beliefs as last flushed. */
  public MirrorTable mirror() {
    return new MirrorTable(session);
  }

  /** Where belief and E2B disagreed. */
  public DriftTable drifts() {
    return new DriftTable(session);
  }

  /** Reconcile runs. */
  public PassTable passes() {
    return new PassTable(session);
  }

  /** Which team each account was at first contact. */
  public PinTable pins() {
    return new PinTable(session);
  }

  /** Single facts by name. */
  public MetaTable meta() {
    return new MetaTable(session);
  }

  /** The events that are stored; {@link EventLog} is what stores them. */
  public EventTable events() {
    return new EventTable(session);
  }

  Session session() {
    return session;
  }
}
