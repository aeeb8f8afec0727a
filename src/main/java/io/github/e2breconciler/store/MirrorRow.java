package io.github.e2breconciler.store;

/**
 * The belief about one sandbox as last flushed.
 *
 * @param belief JSON in the inventory's own form
 */
public record MirrorRow(String account, String sandbox, String belief, long updatedAt) {}
