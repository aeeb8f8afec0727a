package io.github.e2breconciler.store;

import java.security.SecureRandom;
import java.sql.SQLException;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to be the one daemon of a store in PostgreSQL: an advisory lock of the session that
 * writes, so that nobody writes without it.
 *
 * <p>The lock ends with its session, however that ends, and another daemon may take it before we
 * are back. What we hold in memory is stale then, so whoever takes a store over counts its epoch
 * up, and who finds another epoch than its own does not write again. Only under the writer's lock.
 *
 * <p>A session that we lost the way to lives on at the server, and would keep us out as well as any
 * other daemon. So the server is to notice within half a minute that we are gone, and we end such a
 * session ourselves when we come back. It is known by a second lock on a number that nobody else
 * has, so it can only ever be ours, which no process id says.
 *
 * <p>It needs a session of its own: a pooler between us and the server must pool sessions, not
 * transactions.
 */
final class SessionClaim {

  private static final Logger log = LoggerFactory.getLogger(SessionClaim.class);
  private static final String EPOCH = "epoch";

  /** Marks our advisory locks among those of others in the same database. */
  private static final int OURS = 0x65326272; // "e2br"

  /** How long we wait for our lost session to end; less than those who write wait for us. */
  private static final int ENDING_MILLIS = 2_000;

  private static final long HALF = 0xffff_ffffL;

  private final long mark = new SecureRandom().nextLong();
  private @Nullable Long epoch; // null until the store was taken over

  /**
   * Claims the store for a session that was just opened.
   *
   * @throws StoreException when another daemon has it, or has had it since we took it over
   */
  void claim(Session session) {
    missUsSoon(session);
    endLost(session);
    tryLock(session, "?", mark);
    if (!tryLock(session, "?::int, hashtext(current_schema())", OURS)) {
      throw new StoreException(
          "the store in PostgreSQL is in use by another daemon (see pg_stat_activity); stop that"
              + " one first, or give this one another store.url",
          null);
    }
    if (epoch != null && epoch != stored(new MetaTable(session))) {
      throw new StoreException(
          "another daemon took the store over while this one had lost its session; restart this"
              + " one",
          null);
    }
    commitToDisk(session);
  }

  /** Makes the store ours from now on. */
  void takeOver(Tx tx) {
    var next = stored(tx.meta()) + 1;
    tx.meta().put(EPOCH, Long.toString(next));
    epoch = next;
  }

  /** Gives up what a session claimed; the server ends it only a while after us. */
  static void release(Session session) {
    try {
      session.handle().getConnection().setNetworkTimeout(Runnable::run, ENDING_MILLIS);
    } catch (SQLException _) {
      return; // what cannot be told to hurry ends with its connection
    }
    tolerant(session, "select pg_advisory_unlock_all()");
  }

  private static boolean tryLock(Session session, String key, long value) {
    return session
        .list(rows -> rows.getBoolean(1), "select pg_try_advisory_lock(" + key + ")", value)
        .getFirst();
  }

  /**
   * Has the server ask every few seconds whether we are still there; by default it waits two hours.
   * It does not ask while an answer of its own is under way, so that has a limit too.
   */
  private static void missUsSoon(Session session) {
    tolerant(
        session,
        """
        select set_config('tcp_keepalives_idle', '10', false),
          set_config('tcp_keepalives_interval', '5', false),
          set_config('tcp_keepalives_count', '3', false),
          set_config('tcp_user_timeout', '25000', false)
        """);
  }

  /** Ends the session that we had before, if the server still has it. */
  private void endLost(Session session) {
    tolerant(
        session,
        """
        select pg_terminate_backend(pid, ?) from pg_locks
        where locktype = 'advisory' and objsubid = 1 and granted
          and database = (select oid from pg_database where datname = current_database())
          and classid::bigint = ? and objid::bigint = ?
        """,
        ENDING_MILLIS,
        mark >>> Integer.SIZE,
        mark & HALF);
  }

  /** A server that refuses any of this is still one to write to. */
  private static void tolerant(Session session, String sql, Object... values) {
    try {
      session.handle().execute(sql, values);
    } catch (JdbiException e) {
      log.warn("cannot look after the lock of a session reason=\"{}\"", Reason.of(e));
    }
  }

  /** Whatever the database's default is, what we call stored survives a power cut. */
  private static void commitToDisk(Session session) {
    session
        .handle()
        .execute(
            """
            select set_config('synchronous_commit', 'on', false)
            where current_setting('synchronous_commit') = 'off'
            """);
  }

  private static long stored(MetaTable meta) {
    var text = meta.get(EPOCH);
    return text == null ? 0 : Long.parseLong(text);
  }
}
