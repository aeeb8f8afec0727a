package io.github.e2breconciler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.testing.Child;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One daemon that takes both kinds of signature, and who sends it events. */
@Timeout(120)
final class SendTestEventIT {

  private static final World WORLD = new World(InstantSource.system(), new SplittableRandom(1));
  private static final SimulatorServer SIMULATOR =
      new SimulatorServer(WORLD, new SplittableRandom(2), 0);

  @TempDir private static Path folder;
  private static Served daemon;

  @BeforeAll
  static void start() throws Exception {
    WORLD.open(Served.KEY, "team", TeamPlan.pro());
    SIMULATOR.start();
    Served.configure(folder, SIMULATOR.url(), "accept-signatures: [e2b, hmac-sha256]", "");
    daemon = Served.start(folder);
  }

  @AfterAll
  static void stop() {
    daemon.close();
    SIMULATOR.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "resume", "pause", "update", "checkpoint", "kill"})
  void sendsEveryType(String type) throws Exception {
    var sandbox = "isent" + type;

    try (var sender = send(Served.SECRET, type, sandbox)) {
      assertThat(sender.exitCode()).isZero();
      assertThat(sender.output())
          .startsWith(
              """
              200 {"success":true,"message":"Event %s processed successfully","sandboxId":"%s","timestamp":"20\
              """
                  .formatted(type, sandbox));
    }
    assertThat(daemon.child().awaitLine("Signature verified successfully"))
        .contains("INFO", "e2b-webhook");
    daemon.child().awaitLine("Received " + type + " event for sandbox " + sandbox);
    if (type.equals("kill")) {
      daemon.child().awaitLine("Sandbox " + sandbox + " was not in the inventory");
    }
  }

  @Test
  void isRefusedWithAnotherSecret() throws Exception {
    try (var sender = send("some other secret that is as long", "kill", "iforged")) {
      assertThat(sender.exitCode()).isEqualTo(1);
      assertThat(sender.output()).startsWith("401 {\"error\":\"Invalid signature\"}");
    }
    daemon.child().awaitLine("deliveries refused for their signature");
    assertThat(daemon.child().output()).doesNotContain("iforged");
  }

  @Test
  void isTakenInTheOldFormSignedWithHmac() throws Exception {
    assertThat(postOld("create", "2025-11-08T10:00:00Z"))
        .isEqualTo(
            """
            200 {"success":true,"message":"Event create processed successfully","sandboxId":"test-xxx","timestamp":"2025-11-08T10:00:00Z"}\
            """);
    assertThat(postOld("kill", "2025-11-08T10:00:01Z"))
        .isEqualTo(
            """
            200 {"success":true,"message":"Event kill processed successfully","sandboxId":"test-xxx","timestamp":"2025-11-08T10:00:01Z"}\
            """);

    daemon.child().awaitLine("Received create event for sandbox test-xxx");
    daemon.child().awaitLine("Signature verified successfully");
    daemon.child().awaitLine("Received kill event for sandbox test-xxx");
    daemon.child().awaitLine("Removed sandbox test-xxx from inventory");
    assertThat(postOld("kill", "2025-11-08T10:00:01Z")).contains("Event kill already processed");
  }

  @Test
  void saysWhenNobodyAnswers() throws Exception {
    try (var sender =
        Child.program(
            folder,
            Map.of(),
            "send-test-event",
            "--url",
            "http://127.0.0.1:9/postreceive",
            "--secret",
            "any")) {
      assertThat(sender.exitCode()).isEqualTo(1);
      assertThat(sender.output()).contains("No answer from http://127.0.0.1:9/postreceive");
    }
  }

  private static Child send(String secret, String type, String sandbox) throws Exception {
    return Child.program(
        folder,
        Map.of(),
        "send-test-event",
        "--url",
        daemon.webhooks().resolve("/postreceive").toString(),
        "--secret",
        secret,
        "--type",
        type,
        "--sandbox",
        sandbox);
  }

  private static String postOld(String label, String timestamp) throws Exception {
    var body =
        """
        {"eventCategory":"lifecycle","eventLabel":"%s","sandboxId":"test-xxx","timestamp":"%s",
         "sandboxTeamId":"team-1","sandboxTemplateId":"base"}\
        """
            .formatted(label, timestamp)
            .getBytes(UTF_8);
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Served.SECRET.getBytes(UTF_8), "HmacSHA256"));
    var request =
        HttpRequest.newBuilder(daemon.webhooks().resolve("/postreceive"))
            .header("X-E2B-Signature", HexFormat.of().formatHex(mac.doFinal(body)))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }
}
