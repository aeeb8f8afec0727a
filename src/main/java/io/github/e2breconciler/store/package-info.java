/**
 * What must survive a crash, as plain rows and their SQL; SQLite embedded, PostgreSQL by URL.
 *
 * <p>One writer: {@link io.github.e2breconciler.store.Store#write} runs one transaction at a time
 * and returns after the commit is on disk, so what it checked and what it wrote hold together.
 * Events take the hot path {@link io.github.e2breconciler.store.EventLog}, whose callers share
 * commits. Rows hold no secrets. Times are epoch milliseconds by our clock unless a row says
 * otherwise. Nobody else sees SQL, Jdbi or a connection.
 */
@NullMarked
package io.github.e2breconciler.store;

import org.jspecify.annotations.NullMarked;
