package io.github.e2breconciler.store;

/**
 * An event as stored: normalised, without anything its sender may have hidden in unknown fields.
 *
 * @param id the event's id, unique within the account
 * @param at epoch milliseconds by the node's clock
 * @param receivedAt epoch milliseconds by ours
 * @param source the label of a {@code Source}
 * @param body the event in the canonical spelling of {@code EventCodec}
 */
public record EventRow(
    String account,
    String id,
    String type,
    String sandbox,
    long at,
    long receivedAt,
    String source,
    String body) {}
