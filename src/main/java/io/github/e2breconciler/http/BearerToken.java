package io.github.e2breconciler.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.e2breconciler.config.Secret;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.security.MessageDigest;

/** The token that a request has to show: {@code Authorization: Bearer …}. */
public final class BearerToken {

  private static final String SCHEME = "Bearer ";

  private final byte[] expected;

  public BearerToken(Secret token) {
    this.expected = token.bytes();
  }

  /** Whether the request shows the token. Takes the same time however much of it is right. */
  public boolean admits(ServerRequest request) {
    return admits(request.headers().first(HeaderNames.AUTHORIZATION).orElse(""));
  }

  boolean admits(String authorization) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    var shown = authorization.substring(SCHEME.length()).strip();
    return MessageDigest.isEqual(expected, shown.getBytes(UTF_8));
  }
}
