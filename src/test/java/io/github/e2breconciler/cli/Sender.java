package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.webhook.TestEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;

/** Sends events and heartbeats to a daemon for as long as it answers, and notes every yes. */
final class Sender implements Callable<Boolean>, AutoCloseable {

  private static final List<String> TYPES =
      List.of("create", "resume", "pause", "update", "checkpoint", "kill", "sandbox.new.type");

  private static final int SANDBOXES = 20;
  private static final Duration LEASE = Duration.ofMinutes(10);

  private final HttpClient client = HttpClient.newHttpClient();
  private final AdminClient admin;
  private final URI webhooks;
  private final Promises promises;
  private final SplittableRandom random;

  Sender(Served daemon, Promises promises, SplittableRandom random) {
    this.admin = new AdminClient(daemon.admin(), null);
    this.webhooks = daemon.webhooks().resolve("/webhooks/e2b");
    this.promises = promises;
    this.random = random;
  }

  @Override
  public Boolean call() throws InterruptedException {
    try (this) {
      while (true) {
        sendEvent();
        if (random.nextInt(10) == 0) {
          renew(sandbox(), LEASE);
        }
      }
    } catch (IOException e) {
      return true; // it is gone, which was to be expected
    }
  }

  /** A heartbeat whose end is noted. */
  void renew(SandboxId sandbox, Duration ttl) throws IOException, InterruptedException {
    promises.tookLease(sandbox.value(), put(sandbox, ttl));
  }

  /** A heartbeat that is the last one. */
  void renewBriefly(SandboxId sandbox) throws IOException, InterruptedException {
    put(sandbox, Duration.ofSeconds(1));
  }

  /** When the daemon says that a lease ends. */
  Instant leaseEnd(String sandbox) throws IOException, InterruptedException {
    return end(admin.get("/api/leases/" + sandbox));
  }

  /** The answer to an event that was taken before. */
  String repeat() throws IOException, InterruptedException {
    return post(promises.anyEvent()).body();
  }

  /** Whether the daemon has given a sandbox's case to a human. */
  boolean escalated(SandboxId sandbox) throws IOException, InterruptedException {
    for (var subject : admin.get("/api/cases?open=true").body().path("items")) {
      if (subject.path("sandbox").asText().equals(sandbox.value())) {
        return subject.path("state").asText().equals("escalated");
      }
    }
    return false;
  }

  private void sendEvent() throws IOException, InterruptedException {
    var id = new UUID(random.nextLong(), random.nextLong()).toString();
    var type = TYPES.get(random.nextInt(TYPES.size()));
    var body = TestEvent.body(type, sandbox(), InstantSource.system().instant(), id);
    var answer = post(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    promises.tookEvent(id, body);
  }

  /** Delivers one body, signed. */
  HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(webhooks).POST(BodyPublishers.ofByteArray(body));
    TestEvent.headers(Secret.of(Served.SECRET), body).forEach(request::header);
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private Instant put(SandboxId sandbox, Duration ttl) throws IOException, InterruptedException {
    return end(admin.send("PUT", "/api/leases/" + sandbox, "{\"ttl\":\"" + ttl + "\"}"));
  }

  private static Instant end(AdminClient.Answer answer) {
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return Instant.parse(answer.body().path("expiresAt").asText());
  }

  private SandboxId sandbox() {
    return new SandboxId("iload" + random.nextInt(SANDBOXES));
  }

  @Override
  public void close() {
    admin.close();
    client.close();
  }
}
