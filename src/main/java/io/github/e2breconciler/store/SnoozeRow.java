package io.github.e2breconciler.store;

/** A human's word that one sandbox is to be left alone until {@code until}. */
public record SnoozeRow(String account, String sandbox, long until, String reason) {}
