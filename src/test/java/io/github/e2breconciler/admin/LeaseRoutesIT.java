package io.github.e2breconciler.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.admin.AdminFixture.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class LeaseRoutesIT {

  private static final String TTL = "{\"ttl\":\"5m\"}";
  private static final String IN_FIVE_MINUTES = "2026-01-01T00:05:00Z";

  private final AdminFixture admin;

  LeaseRoutesIT(@TempDir Path folder) {
    admin = new AdminFixture(folder, "", null, "heartbeat");
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @Test
  void takesAHeartbeatForASandboxNeverSeen() {
    var taken = admin.put("/api/leases/ia-client", "{\"ttl\":\"5m\",\"holder\":\"me\"}");

    assertThat(taken.status()).isEqualTo(200);
    assertThat(taken.json().path("sandbox").asText()).isEqualTo("ia");
    assertThat(taken.json().path("expiresAt").asText()).isEqualTo(IN_FIVE_MINUTES);
    assertThat(taken.json().path("clippedTo").isNull()).isTrue();
    assertThat(admin.get("/api/leases/ia").json()).isEqualTo(taken.json());
    assertThat(admin.get("/api/leases/ia?account=alpha").status()).isEqualTo(404);
  }

  @Test
  void tellsWhenAnAgeLimitEndsItAllTheSame() {
    var id = admin.start(admin.beta);
    admin.pass();

    var clipped = admin.put("/api/leases/" + id, "{\"ttl\":\"24h\"}").json();

    assertThat(clipped.path("clippedTo").asText()).startsWith("2026-01-01T06:00:00");
    assertThat(clipped.path("expiresAt").asText()).isEqualTo("2026-01-02T00:00:00Z");
  }

  @Test
  void endsALeaseNow() {
    admin.put("/api/leases/ia", TTL);
    admin.elapse(Duration.ofMinutes(1));

    var ended = admin.delete("/api/leases/ia");

    assertThat(ended.status()).isEqualTo(200);
    assertThat(ended.json().path("expiresAt").asText()).isEqualTo("2026-01-01T00:01:00Z");
    assertThat(admin.delete("/api/leases/ia").status()).isEqualTo(200);
    assertThat(admin.delete("/api/leases/ib").status()).isEqualTo(404);
    assertThat(admin.get("/api/leases/ib").status()).isEqualTo(404);
  }

  @Test
  void refusesAChunkWhoseSizeIsNoNumber() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), admin.port())) {
      socket.setSoTimeout(10_000);
      var head =
          "PUT /api/leases/ia HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n";
      socket.getOutputStream().write((head + "G\r\n").getBytes(ISO_8859_1));

      assertThat(new String(socket.getInputStream().readNBytes(12), ISO_8859_1))
          .isEqualTo("HTTP/1.1 400");
    }
  }

  /** What holds it in one account holds it. */
  @Test
  void showsAndEndsWhatHoldsItInAnyAccount() {
    admin.put("/api/leases/ia", "{\"ttl\":\"5m\"}");
    admin.put("/api/leases/ia?account=alpha", "{\"ttl\":\"1h\"}");
    var hour = admin.clock.instant().plus(Duration.ofHours(1)).toString();
    assertThat(admin.get("/api/leases/ia").json().path("expiresAt").asText()).isEqualTo(hour);

    var now = admin.clock.instant().toString();
    assertThat(admin.delete("/api/leases/ia").json().path("expiresAt").asText()).isEqualTo(now);
    assertThat(admin.get("/api/leases/ia?account=alpha").json().path("expiresAt").asText())
        .isEqualTo(now);
  }

  /** Two teams may call an owner the same. */
  @Test
  void leavesAnOwnersLeaseOfOneAccountAlone() {
    admin.put("/api/owners/ci?account=alpha", "{\"ttl\":\"1h\"}");
    var renewed = admin.put("/api/owners/ci", "{\"ttl\":\"5m\"}").json();
    assertThat(renewed.path("expiresAt").asText()).isEqualTo("2026-01-01T00:05:00Z");

    admin.delete("/api/owners/ci");
    assertThat(admin.get("/api/owners/ci?account=alpha").json().path("expiresAt").asText())
        .isEqualTo("2026-01-01T01:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "{\"holder\":\"w2\"}"})
  void endsNothingByABodyThatSaysMore(String body) {
    admin.put("/api/leases/ia", "{\"ttl\":\"5m\"}");
    admin.put("/api/owners/job-42", "{\"ttl\":\"5m\"}");

    for (var path : List.of("/api/leases/ia", "/api/owners/job-42")) {
      var before = admin.get(path).json();
      var refused = admin.delete(path, body);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.error()).isEqualTo("a body, which this takes none of");
      assertThat(admin.get(path).json()).isEqualTo(before);
    }
  }

  @Test
  void refusesOnlyWhileARequestToEndThatSandboxIsOpen() {
    var id = admin.start(admin.alpha);
    admin.open(AdminFixture.ALPHA, id);

    var refused = admin.put("/api/leases/" + id, TTL);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).isEqualTo("{\"error\":\"ending\"}");
    assertThat(admin.put("/api/leases/" + id + "?account=beta", TTL).status()).isEqualTo(200);
    assertThat(admin.put("/api/leases/iother", TTL).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/api/leases/ia | {'ttl':'999ms'} | 400 | ttl is 999ms, not 1s to 1d",
        "/api/leases/ia | {'ttl':'86401s'} | 400 | ttl is 86401s, not 1s to 1d",
        "/api/leases/ia | {'ttl':'long'} | 400 | ttl is not a duration: long",
        "/api/leases/ia | {'ttl':300} | 400 | bad value of field: ttl",
        "/api/leases/ia | {} | 400 | ttl is missing",
        "/api/leases/ia | {'ttl':'5m','owner':'x'} | 400 | unknown field: owner",
        "/api/leases/ia | `` | 400 | body",
        "/api/leases/i%20a | {'ttl':'5m'} | 400 | not a sandbox id: i a",
        "/api/leases/ia?account=gamma | {'ttl':'5m'} | 404 | unknown account: gamma",
        "/api/owners/me | {'ttl':'0s'} | 400 | ttl is 0s",
        "/api/owners/me?account=gamma | {'ttl':'5m'} | 404 | unknown account: gamma",
        "/api/owners/me?you | {'ttl':'5m'} | 400 | unknown parameter: you",
        "/api/leases/ia?for=me | {'ttl':'5m'} | 400 | unknown parameter: for",
        "/api/leases/ia;v=1 | {'ttl':'5m'} | 400 | sandbox is read as ia; encode",
        "/api/owners/a;v=1 | {'ttl':'5m'} | 400 | owner is read as a; encode",
        "/api/owners/a;b/c;d | {'ttl':'5m'} | 400 | owner is read as a/c; encode",
        "/api/owners/a//b | {'ttl':'5m'} | 400 | owner is read as a/b; encode",
        "/api/owners//a | {'ttl':'5m'} | 400 | owner is read as a; encode",
        "/api/owners/a/./b | {'ttl':'5m'} | 400 | owner is read as a/b; encode",
        "/api/owners/%FF | {'ttl':'5m'} | 400 | owner is read as",
        "/api/owners/a%00b | {'ttl':'5m'} | 400 | owner has a control character",
      })
  void refusesWhatDoesNotFit(String path, String body, int status, String error) {
    var refused = admin.put(path, body.replace('\'', '"'));

    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.error()).startsWith(error);
  }

  @ParameterizedTest
  @CsvSource({
    "?acount=alpha, unknown parameter: acount",
    "?account=alpha&account=beta, account is there twice",
    "?account=, account is empty; leave it out where all are meant",
    "?account, account is empty; leave it out where all are meant",
  })
  void renewsNobodyElseThanAsked(String query, String error) {
    var refused = admin.post("/api/leases" + query, "{\"sandboxes\":[\"ia\"],\"ttl\":\"5m\"}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error()).isEqualTo(error);
    assertThat(admin.get("/api/leases/ia").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a/b",
    "a%2Fb, a/b",
    "a%2F%2Fb, a//b",
    "a%3Bv=1, a;v=1",
    "a+b, a+b",
    "a%20b, a b",
    "%2Fa, /a",
    "a%2F..%2Fb, a/../b",
    "%C3%A9, \u00e9",
    "%2525, %25"
  })
  void takesOwnersOfAnyName(String path, String owner) {
    assertThat(admin.put("/api/owners/" + path, TTL).json().path("owner").asText())
        .isEqualTo(owner);
  }

  @Test
  void takesTheShortestAndTheLongest() {
    assertThat(admin.put("/api/leases/ia", "{\"ttl\":\"1s\"}").status()).isEqualTo(200);
    assertThat(admin.put("/api/leases/ib", "{\"ttl\":\"24h\"}").status()).isEqualTo(200);
  }

  @Test
  void takesManyAtOnceAndTellsEachItsOwn() {
    var ending = admin.start(admin.alpha);
    admin.open(AdminFixture.ALPHA, ending);

    var taken = batch("\"ia-client\",\"%s\",\"b d\",null,\"ib\"".formatted(ending));
    var items = taken.json().path("items");

    assertThat(taken.status()).isEqualTo(200);
    assertThat(items.size()).isEqualTo(5);
    assertThat(items.at("/0/sandbox").asText()).isEqualTo("ia");
    assertThat(items.at("/0/expiresAt").asText()).isEqualTo(IN_FIVE_MINUTES);
    assertThat(items.at("/0/error").isNull()).isTrue();
    assertThat(items.at("/1/error").asText()).isEqualTo("ending");
    assertThat(items.at("/1/expiresAt").isNull()).isTrue();
    assertThat(items.at("/2/sandbox").asText()).isEqualTo("b d");
    assertThat(items.at("/2/error").asText()).isEqualTo("not a sandbox id");
    assertThat(items.at("/3/error").asText()).isEqualTo("not a sandbox id");
    assertThat(items.at("/4/error").isNull()).isTrue();
    assertThat(admin.get("/api/leases/ib").status()).isEqualTo(200);
  }

  @Test
  void takesAThousandButNoMore() {
    var thousand = IntStream.range(0, 1_000).mapToObj(i -> "\"i" + i + "\"");
    var all = thousand.collect(Collectors.joining(","));

    var commits = admin.meters.get("e2b_reconciler.store.commit").timer().count();
    assertThat(batch(all).json().path("items").size()).isEqualTo(1_000);
    assertThat(admin.meters.get("e2b_reconciler.store.commit").timer().count())
        .isEqualTo(commits + 1);
    assertThat(batch(all + ",\"more\"").status()).isEqualTo(400);
    assertThat(admin.post("/api/leases", TTL).error()).isEqualTo("sandboxes is missing");
    assertThat(batch("").json().path("items").isEmpty()).isTrue();
  }

  @Test
  void takesAnOwnersHeartbeatAlways() {
    var alive = admin.start(admin.alpha);
    var ending = admin.start(admin.alpha);
    var stranger = admin.start(admin.alpha, Map.of("app", "test", "owner", "other"));
    admin.pass();
    admin.open(AdminFixture.ALPHA, ending);
    admin.open(AdminFixture.ALPHA, stranger);

    var taken = admin.put("/api/owners/job-42", TTL);

    assertThat(taken.status()).isEqualTo(200);
    assertThat(taken.json().path("owner").asText()).isEqualTo("job-42");
    assertThat(taken.json().path("expiresAt").asText()).isEqualTo(IN_FIVE_MINUTES);
    assertThat(taken.json().path("ending").size()).isEqualTo(1);
    assertThat(taken.json().at("/ending/0").asText()).isEqualTo(ending.value());
    assertThat(admin.put("/api/owners/job-42?account=beta", TTL).json().path("ending").isEmpty())
        .isTrue();
    assertThat(admin.get("/api/owners/job-42").json()).isEqualTo(taken.json());
    assertThat(verdict(alive.value())).isEqualTo("wait");
    assertThat(admin.delete("/api/owners/job-42").status()).isEqualTo(200);
    assertThat(admin.get("/api/owners/nobody").status()).isEqualTo(404);
    assertThat(admin.delete("/api/owners/nobody").status()).isEqualTo(404);
  }

  @Test
  void hasNoOtherMethods() {
    assertThat(admin.post("/api/leases/ia", "").status()).isEqualTo(405);
    assertThat(admin.get("/api/leases").status()).isEqualTo(405);
    assertThat(admin.post("/api/owners/me", "").status()).isEqualTo(405);
    assertThat(admin.get("/api/nothing").status()).isEqualTo(404);
  }

  @Test
  void saysTryAgainWhenTheStoreTakesNothing() {
    admin.storeBroken = true;

    var refused = admin.put("/api/leases/ia", TTL);

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.raw().headers().firstValue("Retry-After")).isPresent();
  }

  private Reply batch(String ids) {
    return admin.post("/api/leases", "{\"sandboxes\":[%s],\"ttl\":\"5m\"}".formatted(ids));
  }

  private String verdict(String sandbox) {
    return admin.get("/api/sandboxes/" + sandbox + "/verdict").json().path("verdict").asText();
  }
}
