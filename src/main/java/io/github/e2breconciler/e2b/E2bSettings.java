package io.github.e2breconciler.e2b;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.AccountId;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one account's E2B is reached.
 *
 * @param url the base URL, without a path
 * @param callsPerSecond the limit of all calls together
 * @param concurrency how many calls may be under way at once
 */
public record E2bSettings(
    AccountId account, URI url, Secret key, int callsPerSecond, int concurrency, Circuit circuit) {

  private static final URI HOSTED = URI.create("https://api.e2b.app");

  /** The circuit opens after {@code failures} within {@code window}, for {@code openFor}. */
  public record Circuit(int failures, Duration window, Duration openFor) {

    private static Circuit read(ConfigReader in) {
      return new Circuit(
          in.count("failures", 5, 1, 1_000), window(in, "window"), window(in, "open-for"));
    }

    private static Duration window(ConfigReader in, String key) {
      return in.duration(
          key, Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMinutes(10));
    }
  }

  /**
   * Reads one account.
   *
   * @param account the account's own section: {@code api-url} and {@code api-key-file}
   * @param api the limits, which hold for every account: {@code calls-per-second}, {@code
   *     concurrency} and {@code circuit}
   * @param fromEnvironment whether {@code E2B_API_URL} and {@code E2B_API_KEY} are this account's
   */
  public static E2bSettings read(
      ConfigReader account, AccountId id, ConfigReader api, boolean fromEnvironment) {
    if (fromEnvironment) {
      account.override("api-url", "E2B_API_URL");
    }
    return new E2bSettings(
        id,
        account.uri("api-url", HOSTED),
        key(account, fromEnvironment ? "E2B_API_KEY" : null),
        api.count("calls-per-second", 10, 1, 1_000),
        api.count("concurrency", 4, 1, 100),
        Circuit.read(api.section("circuit")));
  }

  /** Whether both reach one service, however its URL is written. */
  public boolean sameService(E2bSettings other) {
    return service(url).equals(service(other.url));
  }

  private static String service(URI url) {
    var scheme = url.getScheme();
    var port = url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
    var path = url.getRawPath().replaceFirst("/+$", "");
    return "%s://%s:%d%s".formatted(scheme, url.getHost().toLowerCase(Locale.ROOT), port, path);
  }

  private static Secret key(ConfigReader in, @Nullable String variable) {
    var mistakes = in.mistakes();
    @Nullable Secret key = in.secret("api-key-file", variable);
    if (key == null && in.mistakes() == mistakes) {
      var instead = variable == null ? "" : ", or set " + variable;
      in.problem(
          "api-key-file", "is missing: write the API key to a file and name it here" + instead);
    }
    if (key != null && !key.reveal().matches("[\\x21-\\x7e]+")) {
      in.problem("api-key-file", "is a key with letters that no header can carry");
    }
    return key == null ? Secret.of("missing") : key;
  }
}
