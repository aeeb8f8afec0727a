package io.github.e2breconciler.store;

import org.jspecify.annotations.Nullable;

/** Single facts by name: positions, marks, the store's birth. */
public final class MetaTable {

  /** When this store was first opened, in epoch milliseconds; always there. */
  public static final String CREATED_AT = "created-at";

  private final Session session;

  MetaTable(Session session) {
    this.session = session;
  }

  /** Keeps {@code value} under {@code key}, in place of what was there. */
  public void put(String key, String value) {
    session.update(
        """
        insert into meta (key, value) values (?, ?)
        on conflict (key) do update set value = excluded.value
        """,
        key,
        value);
  }

  /** Keeps {@code value} under {@code key} unless something is there. */
  public void putIfAbsent(String key, String value) {
    session.update(
        "insert into meta (key, value) values (?, ?) on conflict (key) do nothing", key, value);
  }

  /** Forgets what is kept under {@code key}, if anything. */
  public void delete(String key) {
    session.update("delete from meta where key = ?", key);
  }

  /** What is kept under {@code key}, or null. */
  public @Nullable String get(String key) {
    return session.first(rows -> rows.getString(1), "select value from meta where key = ?", key);
  }
}
