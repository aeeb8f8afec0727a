package io.github.e2breconciler.policy;

/** What one policy, by name, thinks of a sandbox. */
public record Opinion(String policy, Verdict verdict) {}
