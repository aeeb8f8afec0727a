package io.github.e2breconciler.store;

/**
 * Where the store is.
 *
 * @param url {@code jdbc:sqlite:PATH}, {@code jdbc:sqlite::memory:} or {@code jdbc:postgresql://…}
 */
public record StoreSettings(String url) {}
