/**
 * What must survive a crash, as plain rows and their SQL; SQLite embedded, PostgreSQL by URL.
 *
 * <p>One writer: {@link io.github.e2breconciler.store.Store#write} runs one transaction at a time
 * and returns after the commit is on disk, so what it checked and what it wrote hold together. A
 * lock keeps a second daemon out, beside the SQLite file or in PostgreSQL. Rows hold no secrets.
 * Times are epoch milliseconds by our clock unless a row says otherwise. Nobody else sees SQL, Jdbi
 * or a connection.
 *
 * <p>Heartbeats come by the thousand, each to be on disk before it is answered: {@link
 * io.github.e2breconciler.store.SharedWrite} lets those that wait share a commit.
 *
 * <p>Events take the hot path {@link io.github.e2breconciler.store.EventLog}, whose callers share
 * commits. Their table has no index but its number, because one by random key halves the rate of
 * events; repetitions are known from memory (about 100 bytes an event kept), and the timeline of a
 * sandbox is found by a number of 64 bits an event, a thousand of them in a row of a second table.
 *
 * <p>What can be made again from what is on disk, such as the mirror of beliefs, is written by
 * {@link io.github.e2breconciler.store.Store#writeDerived}, whose commit waits for no disk: the
 * next event's commit brings both there, in their order.
 *
 * <p>SQLite's log is brought into the file once a second at most, by a connection of its own
 * ({@link io.github.e2breconciler.store.Store#checkpoint}): in a commit that was the longest wait
 * of an event, 20 ms every few thousand.
 *
 * <p>A store in memory has one connection and gets its tables from the same script without Flyway:
 * it opens in milliseconds, for tests by the thousand. One with a name lasts while anybody in the
 * process is connected, so that a test may crash over it.
 *
 * <p>One SQL runs on both databases, and every table is tried on both. With PostgreSQL one daemon
 * writes too: what keeps a second one out is a lock of the session that writes, and an epoch for
 * the time in which that session was lost.
 */
@NullMarked
package io.github.e2breconciler.store;

import org.jspecify.annotations.NullMarked;
