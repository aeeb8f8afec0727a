package io.github.e2breconciler.store;

/**
 * Which E2B team an account was at first contact.
 *
 * @param url the API's base URL
 * @param keyPrint a salted digest of the key, to notice its change
 * @param team empty until something names it
 * @param firstContact epoch milliseconds
 * @param doubt empty, or why we only observe until a human agrees
 */
public record PinRow(
    String account, String url, String keyPrint, String team, long firstContact, String doubt) {}
