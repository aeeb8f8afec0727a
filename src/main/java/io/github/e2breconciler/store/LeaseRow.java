package io.github.e2breconciler.store;

/**
 * A promise that an owner is alive.
 *
 * @param kind {@code sandbox} or {@code owner}
 * @param account empty: in every account
 * @param subject the sandbox id or the owner's name
 * @param holder free text of the renewer, may be empty
 * @param since when this unbroken stretch of life began
 * @param renewedAt the last renewal
 * @param expiresAt when it ends, or ended
 */
public record LeaseRow(
    String kind,
    String account,
    String subject,
    String holder,
    long since,
    long renewedAt,
    long expiresAt) {}
