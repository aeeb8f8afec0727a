package io.github.e2breconciler.reap;

/**
 * What a guard says to a request.
 *
 * @param reason empty if the guard holds
 */
public record Objection(String guard, boolean holds, String reason) {}
