package io.github.e2breconciler.store;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Single facts by name: positions, marks, the store's birth. */
public final class MetaTable {

  /** When this store was first opened, in epoch milliseconds; always there. */
  public static final String CREATED_AT = "created-at";

  private final Handle handle;

  MetaTable(Handle handle) {
    this.handle = handle;
  }

  /** Keeps {@code value} under {@code key}, in place of what was there. */
  public void put(String key, String value) {
    handle
        .createUpdate(
            """
            insert into meta (key, value) values (:key, :value)
            on conflict (key) do update set value = excluded.value
            """)
        .bind("key", key)
        .bind("value", value)
        .execute();
  }

  /** Keeps {@code value} under {@code key} unless something is there. */
  public void putIfAbsent(String key, String value) {
    handle
        .createUpdate(
            "insert into meta (key, value) values (:key, :value) on conflict (key) do nothing")
        .bind("key", key)
        .bind("value", value)
        .execute();
  }

  /** Forgets what is kept under {@code key}, if anything. */
  public void delete(String key) {
    handle.createUpdate("delete from meta where key = :key").bind("key", key).execute();
  }

  /** What is kept under {@code key}, or null. */
  public @Nullable String get(String key) {
    return handle
        .createQuery("select value from meta where key = :key")
        .bind("key", key)
        .mapTo(String.class)
        .findOne()
        .orElse(null);
  }
}
