package io.github.e2breconciler.http;

/**
 * Where a listener listens, and how much it takes.
 *
 * @param host an address or name of this machine
 * @param port 0 for any free one
 * @param maxBodyBytes a larger body, announced or chunked, is answered 413
 */
public record ListenerSettings(String host, int port, int maxBodyBytes) {}
