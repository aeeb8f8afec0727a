package io.github.e2breconciler.simulation;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** How many accounts the daemon is configured for. */
enum Tenants {
  /** Its key and secrets come from the environment. */
  ONE,
  /** Theirs are in files; the second has no webhooks. */
  TWO;

  /** Made with the first configuration that names them. */
  private static final class Secrets {

    static final Path KEY = file(Terms.KEY);
    static final Path KEY_NEXT_DOOR = file(Neighbour.KEY);
    static final String OF_WEBHOOK =
        Post.SECRETS.stream()
            .map(Secrets::file)
            .map(file -> "'" + file + "'")
            .collect(joining(", "));

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
          """
          {name: %s, api-key-file: '%s', webhook-secret-files: [%s], %s},
          {name: %s, api-key-file: '%s', webhook: off, %s}
          """
              .formatted(
                  Terms.ACCOUNT,
                  Secrets.KEY,
                  Secrets.OF_WEBHOOK,
                  same,
                  Neighbour.ACCOUNT,
                  Secrets.KEY_NEXT_DOOR,
                  same);
    };
  }

  /** What the environment says of keys and secrets. */
  Map<String, String> environment() {
    return switch (this) {
      case ONE ->
          Map.of("E2B_API_KEY", Terms.KEY, "E2B_WEBHOOK_SECRET", String.join(",", Post.SECRETS));
      case TWO -> Map.of();
    };
  }
}
