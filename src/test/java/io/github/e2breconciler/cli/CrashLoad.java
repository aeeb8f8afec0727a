package io.github.e2breconciler.cli;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.webhook.TestEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/** Sends signed events of ever new sandboxes for as long as a daemon answers. */
final class CrashLoad implements Callable<Boolean>, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI webhooks;
  private final Acknowledged acknowledged;
  private final AtomicLong numbers;
  private final SplittableRandom random;

  /** Sandboxes are named in the order of {@code numbers}. */
  CrashLoad(URI webhooks, Acknowledged acknowledged, AtomicLong numbers, SplittableRandom random) {
    this.webhooks = webhooks.resolve("/webhooks/e2b");
    this.acknowledged = acknowledged;
    this.numbers = numbers;
    this.random = random;
  }

  @Override
  public Boolean call() throws InterruptedException {
    try (this) {
      while (true) {
        var sandbox = "icrash%012d".formatted(numbers.incrementAndGet());
        send("create", sandbox, "running");
        switch (random.nextInt(3)) {
          case 0 -> send("kill", sandbox, "gone");
          case 1 -> send("pause", sandbox, "paused");
          default -> send("update", sandbox, "running");
        }
      }
    } catch (IOException e) {
      return true; // it is gone, which was to be expected
    }
  }

  /**
   * Sends one event and notes what came of it.
   *
   * @throws AssertionError if it was refused
   */
  void send(String type, String sandbox, String state) throws IOException, InterruptedException {
    var id = new UUID(random.nextLong(), random.nextLong()).toString();
    acknowledged.sending(sandbox, state);
    var now = InstantSource.system().instant();
    var body = TestEvent.body(type, new SandboxId(sandbox), now, id);
    var request =
        HttpRequest.newBuilder(webhooks).timeout(PATIENCE).POST(BodyPublishers.ofByteArray(body));
    TestEvent.headers(Secret.of(Served.SECRET), body).forEach(request::header);
    var answer = client.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(type + " was answered with " + answer.statusCode());
    }
    acknowledged.taken(sandbox, state, id);
  }

  @Override
  public void close() {
    client.close();
  }
}
