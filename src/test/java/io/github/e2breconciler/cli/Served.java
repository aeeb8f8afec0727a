package io.github.e2breconciler.cli;

import io.github.e2breconciler.testing.Child;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A daemon in a process of its own, listening on ports that were free. */
record Served(Child child, URI webhooks, URI admin) implements AutoCloseable {

  static final String KEY = "e2b_test";
  static final String SECRET = "the secret of a test and long enough";

  private static final Map<String, String> ENVIRONMENT =
      Map.of("E2B_API_KEY", KEY, "E2B_WEBHOOK_SECRET", SECRET);

  private static final Pattern LISTENING =
      Pattern.compile("listening webhooks=(\\S+) admin=(\\S+) ");

  /** A configuration with free ports and the store {@code test.db}, both in {@code folder}. */
  static void configure(Path folder, URI e2b, String account, String more) throws IOException {
    Files.writeString(
        folder.resolve("test.yaml"),
        """
        server: {host: 127.0.0.1, port: 0}
        admin: {host: 127.0.0.1, port: 0}
        store: {url: "jdbc:sqlite:test.db"}
        accounts:
          - {name: default, api-url: "%s", %s}
        %s
        """
            .formatted(e2b, account, more));
  }

  /** Starts {@code serve} with the folder's configuration, and more arguments. */
  static Child launch(Path folder, String... more) throws IOException {
    var arguments = new ArrayList<>(List.of("serve", "--config", "test.yaml"));
    arguments.addAll(List.of(more));
    return Child.program(folder, ENVIRONMENT, arguments.toArray(String[]::new));
  }

  /** As {@link #launch}, and waits until it listens. */
  static Served start(Path folder, String... more) throws IOException, InterruptedException {
    return listening(launch(folder, more));
  }

  /** The same on a disk that does as it is told, see {@link FaultyServe}. */
  static Served startOnFaultyDisk(Path folder) throws IOException, InterruptedException {
    return listening(Child.main(FaultyServe.class.getName(), folder, ENVIRONMENT, "test.yaml"));
  }

  private static Served listening(Child child) throws InterruptedException {
    var ports = LISTENING.matcher(child.awaitLine("listening "));
    if (!ports.find()) {
      throw new AssertionError(child.output());
    }
    return new Served(child, URI.create(ports.group(1)), URI.create(ports.group(2)));
  }

  @Override
  public void close() {
    child.close();
  }
}
