package io.github.e2breconciler.store;

/**
 * A latched stop of destructive work.
 *
 * @param account empty: of all accounts
 * @param cause {@code human}, {@code cap}, {@code shrink}, {@code mass-expiry}, …
 */
public record FreezeRow(String account, String reason, String cause, long since) {}
