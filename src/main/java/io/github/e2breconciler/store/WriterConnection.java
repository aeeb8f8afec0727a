package io.github.e2breconciler.store;

import org.jspecify.annotations.Nullable;

/**
 * The one connection that writes: opened when it is wanted, and anew after one that could not end
 * its transaction. Only for whoever has the writer's turn.
 */
final class WriterConnection {

  private final Access access;
  private @Nullable Session open; // null: none yet, or the last was given up

  /** Not opened yet. */
  WriterConnection(Access access) {
    this.access = access;
  }

  /**
   * The session on it, which is opened unless it is.
   *
   * @throws StoreException when it may not write; where the database fails, what Jdbi throws
   */
  Session session() {
    if (open != null) {
      return open;
    }
    var opened = new Session(access.jdbi().open());
    try {
      access.claim().accept(opened);
    } catch (RuntimeException e) {
      close(opened);
      throw e;
    }
    open = opened;
    return opened;
  }

  /** Ends a transaction without effect; a session that cannot do that is not used again. */
  void abandon(Session session) {
    try {
      session.rollback();
    } catch (RuntimeException _) { // a full disk ends SQLite's transaction before we do
      giveUp(session);
    }
  }

  /** The next to come opens another one. */
  void giveUp(Session session) {
    open = null;
    close(session);
  }

  /** Gives up the right to write, and ends the session, if there is one. */
  void close() {
    if (open != null) {
      access.release().accept(open);
      close(open);
    }
  }

  private static void close(Session session) {
    try {
      session.handle().close();
    } catch (RuntimeException _) {
      // it is given up in any case
    }
  }
}
