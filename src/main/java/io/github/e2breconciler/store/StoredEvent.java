package io.github.e2breconciler.store;

/**
 * An event and its place in the inbox.
 *
 * @param seq grows with every event; never used twice
 */
public record StoredEvent(long seq, EventRow row) {}
