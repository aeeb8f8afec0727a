package io.github.e2breconciler.doctor;

import static io.github.e2breconciler.doctor.Patient.detail;
import static io.github.e2breconciler.doctor.Patient.fails;
import static io.github.e2breconciler.doctor.Patient.finding;
import static io.github.e2breconciler.doctor.Patient.warns;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.e2breconciler.Daemon;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.testing.SelfSigned;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds on its own machine and on the way to it, each check once. */
@Timeout(120)
final class DoctorOnThisMachineIT {

  @TempDir private static Path folder;
  private static Patient patient;

  @BeforeAll
  static void start() throws Exception {
    patient = Patient.start(folder);
  }

  @AfterAll
  static void stop() {
    patient.close();
  }

  @BeforeEach
  void register() {
    patient.register(patient.publicUrl(), true, EventTypes.ALL);
  }

  @AfterEach
  void mend() {
    patient.mend();
  }

  @Test
  void tellsAShortSecretAndOneThatTheDaemonDoesNotHave() {
    var findings = Patient.look(patient.setup(), Patient.KEY, "too short");

    warns(findings, "default secret", "1 of 1 shorter than 32");
    fails(findings, "default round trip", "the secret answered 401");
    fails(findings, "default public url", "answered 401, not as ours");
    assertThat(findings.toString()).doesNotContain("too short");
  }

  /** It agrees with its configuration, and neither is what E2B has. */
  @Test
  void tellsThatE2bSignsWithAnotherSecret() throws Exception {
    try (var own = Patient.start(Files.createDirectory(folder.resolve("signatures")))) {
      assertThat(detail(Patient.look(own.setup()), "signatures")).startsWith("no delivery yet");
      Patient.look(own.setup(), Patient.KEY, "a secret that E2B alone knows, long enough");

      fails(Patient.look(own.setup()), "signatures", "deliveries refused for their signature");
    }
  }

  @Test
  void triesEachSecretWhileRotating() {
    var both = Patient.SECRET + ",the next one which is as long as that";

    fails(
        Patient.look(patient.setup(), Patient.KEY, both),
        "default round trip",
        "secret 2 of 2 answered 401");
  }

  @Test
  void tellsAPublicUrlThatDoesNotLeadToThisDaemon() throws Exception {
    fails(
        Patient.look(
            patient.with(patient.publicUrl().toString(), "http://127.0.0.1:9/webhooks/e2b")),
        "default public url",
        "cannot be reached");
    fails(
        Patient.look(
            patient.with(patient.publicUrl().toString(), patient.e2b().url() + "/webhooks/e2b")),
        "default public url",
        "answered 404");

    var yaml =
        patient
            .setup()
            .replace("doctor.db", "other.db")
            .replace(":" + patient.port(), ":" + Patient.freePort())
            .replace("port: " + patient.port(), "port: 0")
            .replace("port: " + patient.adminPort(), "port: 0");
    try (var other = new Daemon(Patient.settings(yaml))) {
      other.start();

      var theirs = "http://127.0.0.1:" + other.port() + "/webhooks/e2b";
      fails(
          Patient.look(patient.with(patient.publicUrl().toString(), theirs)),
          "default public url",
          "leads to another daemon");
    }
  }

  @Test
  void tellsADaemonThatDoesNotRun() throws Exception {
    var elsewhere =
        patient
            .setup()
            .replace("port: " + patient.port(), "port: " + Patient.freePort())
            .replace("port: " + patient.adminPort(), "port: " + Patient.freePort());

    fails(Patient.look(elsewhere), "daemon", "nobody answers at");
    warns(Patient.look(elsewhere), "default round trip", "not tried");
    var never = Patient.look(elsewhere.replace("doctor.db", "none.db"));
    warns(never, "daemon", "it never ran on this store");
    assertThat(detail(never, "store")).startsWith("none yet, will be ");
    fails(
        Patient.look(
            patient
                .setup()
                .replace("port: " + patient.adminPort(), "port: " + patient.e2b().port())),
        "daemon",
        "it is not live: 404");
  }

  @Test
  void tellsAStoreThatCannotBe() throws Exception {
    Files.writeString(folder.resolve("file"), "not a folder");
    fails(Patient.look(patient.with("doctor.db", "file/doctor.db")), "store", "takes no file");
    Files.writeString(folder.resolve("text.db"), "this is no database".repeat(100));
    fails(Patient.look(patient.with("doctor.db", "text.db")), "store", "text.db");
    warns(
        Patient.look(patient.with(folder.resolve("doctor.db").toString(), ":memory:")),
        "store",
        "in memory");
  }

  @Test
  void tellsWhatTheDaemonDidLately() {
    patient.daemon().engine().freezes().freeze(null, "somebody stopped it", "human");

    warns(Patient.look(patient.setup()), "freeze", "everything, ");
  }

  @Test
  void tellsATokenThatTheDaemonDoesNotHave() throws Exception {
    var theirs = "token-file: " + patient.token();
    var port = Patient.freePort();
    var yaml =
        patient
            .setup()
            .replace("doctor.db", "token.db")
            .replace("port: " + patient.port() + "}", "port: " + Patient.freePort() + "}")
            .replace(
                "port: " + patient.adminPort() + ", token-file:", "port: " + port + ", " + theirs);
    try (var daemon = new Daemon(Patient.settings(yaml))) {
      daemon.start();
      var other = Files.writeString(folder.resolve("other"), "another token of thirty-two letters");

      fails(
          Patient.look(yaml.replace(theirs, "token-file: " + other)),
          "admin port",
          "refuses the token");
    }
  }

  @Test
  void showsTheTokenToNobodyWhoDoesNotAskForIt() throws Exception {
    var shown = new CopyOnWriteArrayList<String>();
    var stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    stranger.createContext(
        "/",
        exchange -> {
          shown.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    stranger.start();
    try {
      var theirs = "port: " + stranger.getAddress().getPort() + ", token-file: " + patient.token();
      var yaml = patient.setup().replace("port: " + patient.adminPort() + ", token-file:", theirs);

      fails(Patient.look(yaml), "daemon", "is not live: 404");

      assertThat(shown).isEmpty();
    } finally {
      stranger.stop(0);
    }
  }

  @Test
  void tellsAnAdminPortThatIsOpen() throws Exception {
    fails(
        Patient.look(patient.with("token-file:", "token-file: " + patient.token())),
        "admin port",
        "answers without the token");

    var exposed =
        patient
                .setup()
                .replace(
                    "admin: {host: 127.0.0.1, port: " + patient.adminPort() + ", token-file: }",
                    "admin: {host: 0.0.0.0, port: "
                        + Patient.freePort()
                        + ", token-file: "
                        + patient.token()
                        + "}")
            + "heartbeat: {on-public-port: true, token-file: "
            + Files.writeString(folder.resolve("owners"), "a token of thirty-two letters of owners")
            + "}\n";
    warns(Patient.look(exposed), "admin port", "in the clear");
    warns(Patient.look(exposed), "heartbeats", "in the clear");
  }

  @Test
  void knowsItsOwnPortsByTheirCertificate() throws Exception {
    var tls = SelfSigned.create(folder, "tls", "EC");
    var files =
        ", tls: {certificate-file: " + tls.certificate() + ", key-file: " + tls.key() + "}}";
    var ports = List.of(Patient.freePort(), Patient.freePort());
    var yaml =
        patient
            .setup()
            .replace("doctor.db", "tls.db")
            .replace("port: " + patient.port() + "}", "port: " + ports.getFirst() + files)
            .replace(
                "port: " + patient.adminPort() + ", token-file: }",
                "port: " + ports.getLast() + files);
    try (var secured = new Daemon(Patient.settings(yaml))) {
      secured.start();

      var findings = Patient.look(yaml);

      assertThat(detail(findings, "default round trip")).contains("proven at https://127.0.0.1:");
      assertThat(finding(findings, "daemon").detail()).contains("https://127.0.0.1:");
    }
  }
}
