package io.github.e2breconciler.store;

import org.jspecify.annotations.Nullable;

/**
 * The right to be the one daemon of a store in PostgreSQL: an advisory lock of the session that
 * writes, so that nobody writes without it.
 *
 * <p>The lock ends with its session, however that ends, and another daemon may take it before we
 * are back. What we hold in memory is stale then, so whoever takes a store over counts its epoch
 * up, and who finds another epoch than its own does not write again. Only under the writer's lock.
 *
 * <p>It needs a session of its own: a pooler between us and the server must pool sessions, not
 * transactions.
 */
final class SessionClaim {

  private static final String EPOCH = "epoch";

  /** Marks our advisory locks among those of others in the same database. */
  private static final int OURS = 0x65326272; // "e2br"

  private @Nullable Long epoch; // null until the store was taken over

  /**
   * Claims the store for a session that was just opened.
   *
   * @throws StoreException when another daemon has it, or has had it since we took it over
   */
  void claim(Session session) {
    if (!lock(session)) {
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

  private static boolean lock(Session session) {
    return session
        .list(
            rows -> rows.getBoolean(1),
            "select pg_try_advisory_lock(?, hashtext(current_schema()))",
            OURS)
        .getFirst();
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
