package io.github.e2breconciler.simulation;

import static java.util.stream.Collectors.joining;

import io.github.e2breconciler.sandbox.AccountId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How many accounts the daemon is configured for. */
enum Tenants {
  /** Its key and secrets come from the environment. */
  ONE,
  /** Theirs are in files. */
  TWO,
  /** The same, with the second left out. */
  FIRST_OF_TWO;

  /** Made with the first configuration that names them. */
  private static final class Secrets {

    static final Path KEY = file(Terms.KEY);
    static final Path KEY_NEXT_DOOR = file(Neighbour.KEY);
    static final String OF_WEBHOOK = files(Terms.SECRETS);
    static final String OF_WEBHOOK_NEXT_DOOR = files(Neighbour.SECRETS);

    private static String files(List<String> secrets) {
      return secrets.stream()
          .map(Secrets::file)
          .map(file -> "'" + file + "'")
          .collect(joining(", "));
    }

    private static Path file(String secret) {
      try {
        var file = Files.createTempFile("simulation", ".secret");
        file.toFile().deleteOnExit();
        return Files.writeString(file, secret);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The accounts of the configuration, all with the same scope. */
  String accounts(String app) {
    var same = "api-url: 'http://127.0.0.1:1', scope: {metadata: {app: " + app + "}}";
    return switch (this) {
      case ONE -> "{name: %s, %s}".formatted(Terms.ACCOUNT, same);
      case TWO ->
          FIRST_OF_TWO.accounts(app)
              + ", "
              + account(
                  Neighbour.ACCOUNT, Secrets.KEY_NEXT_DOOR, Secrets.OF_WEBHOOK_NEXT_DOOR, same);
      case FIRST_OF_TWO -> account(Terms.ACCOUNT, Secrets.KEY, Secrets.OF_WEBHOOK, same);
    };
  }

  private static String account(AccountId name, Path key, String secrets, String rest) {
    return "{name: %s, api-key-file: '%s', webhook-secret-files: [%s], %s}"
        .formatted(name, key, secrets, rest);
  }

  /** What the environment says of keys and secrets. */
  Map<String, String> environment() {
    return switch (this) {
      case ONE ->
          Map.of("E2B_API_KEY", Terms.KEY, "E2B_WEBHOOK_SECRET", String.join(",", Terms.SECRETS));
      case TWO, FIRST_OF_TWO -> Map.of();
    };
  }
}
