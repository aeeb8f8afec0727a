package io.github.e2breconciler.notify;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.config.Secret;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to hear, and how.
 *
 * @param url where to post to; null where nobody wants to hear
 * @param secret what signs; null only where there is no URL
 * @param adminUrl what people put before the paths of the admin port; null where nobody said
 * @param giveUpAfter from the first attempt at a delivery to the last
 */
public record NotifySettings(
    @Nullable URI url, @Nullable Secret secret, @Nullable URI adminUrl, Duration giveUpAfter) {

  private static final String SECRET_FILE = "secret-file";
  private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(10);

  /** Reads the section {@code notify}. */
  public static NotifySettings read(ConfigReader in) {
    @Nullable URI url = in.hook("url");
    var mistakes = in.mistakes();
    @Nullable Secret secret = in.secret(SECRET_FILE, "E2B_RECONCILER_NOTIFY_SECRET");
    if (url != null && secret == null && in.mistakes() == mistakes) {
      in.problem("url", "is set without a " + SECRET_FILE + " beside it to sign with");
    }
    if (url == null && secret != null) {
      in.problem(SECRET_FILE, "is set without a url beside it");
    }
    if (secret != null) {
      check(in, secret);
    }
    return new NotifySettings(
        url,
        secret,
        in.uri("admin-url"),
        in.duration("give-up-after", GIVE_UP_AFTER, Duration.ofSeconds(1), Duration.ofHours(24)));
  }

  private static void check(ConfigReader in, Secret secret) {
    try {
      if (Signature.key(secret).length < Signature.SHORTEST_KEY_BYTES) {
        in.problem(
            SECRET_FILE, "holds a key of less than " + Signature.SHORTEST_KEY_BYTES + " bytes");
      }
    } catch (IllegalArgumentException e) { // its text could show the secret
      in.problem(SECRET_FILE, "holds no Base64 behind whsec_");
    }
  }
}
