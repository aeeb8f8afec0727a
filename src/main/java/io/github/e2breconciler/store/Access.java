package io.github.e2breconciler.store;

import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * How the one connection that writes is had.
 *
 * @param syncing how a connection is told when its commits are to be on disk; null without a disk
 * @param claim what makes a new connection the one that may write, or throws
 * @param release gives that up, for the next that claims it need not wait for the connection's end
 * @param damage hears of failures
 */
record Access(
    Jdbi jdbi,
    @Nullable Syncing syncing,
    Consumer<Session> claim,
    Consumer<Session> release,
    Damage damage) {

  /** For the daemon, which {@code claim} makes the only one where no file can be locked. */
  static Access toWrite(Database database, SessionClaim claim, Damage damage) {
    return database.sqlite()
        ? unclaimed(database.connect(), database, damage)
        : new Access(
            database.connect(), database.syncing(), claim::claim, SessionClaim::release, damage);
  }

  /** For who reads beside the daemon. */
  static Access toRead(Database database, Damage damage) {
    return unclaimed(Jdbi.create(database.url(), database.reading()), database, damage);
  }

  private static Access unclaimed(Jdbi jdbi, Database database, Damage damage) {
    return new Access(jdbi, database.syncing(), _ -> {}, _ -> {}, damage);
  }
}
