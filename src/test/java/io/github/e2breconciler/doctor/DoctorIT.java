package io.github.e2breconciler.doctor;

import static io.github.e2breconciler.doctor.Patient.detail;
import static io.github.e2breconciler.doctor.Patient.fails;
import static io.github.e2breconciler.doctor.Patient.finding;
import static io.github.e2breconciler.doctor.Patient.warns;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.doctor.Finding.Level;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.simulator.FaultPlan;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds at E2B, each check made to find something once. */
@Timeout(120)
final class DoctorIT {

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
  void findsNothingWhereAllIsWell() throws Exception {
    pass(); // which may be that of the start, if it has not begun yet
    pass();

    var findings = Patient.look(patient.setup());

    assertThat(findings).filteredOn(it -> it.level() != Level.OK).isEmpty();
    assertThat(detail(findings, "daemon")).startsWith("lives and is ready at");
    assertThat(detail(findings, "store")).contains("doctor.db");
    assertThat(detail(findings, "admin port")).contains("this machine alone");
    assertThat(detail(findings, "last pass")).startsWith("done, test, ");
    assertThat(detail(findings, "last event")).contains("sandbox.lifecycle.");
    assertThat(detail(findings, "default secret")).isEqualTo("1 configured");
    assertThat(detail(findings, "default key")).isEqualTo("opens team " + patient.team().id());
    assertThat(detail(findings, "default clock")).startsWith("within ");
    assertThat(detail(findings, "default list")).isEqualTo("2 sandboxes on 1 page(s), complete");
    assertThat(detail(findings, "default scope"))
        .startsWith("1 inside, 1 outside and never touched: ")
        .endsWith("metadata [app, owner])")
        .doesNotContain("somebody");
    assertThat(detail(findings, "default event feed")).startsWith("there");
    assertThat(detail(findings, "default webhook")).endsWith("enabled, every event");
    assertThat(detail(findings, "default round trip")).startsWith("the secret proven at http");
    assertThat(detail(findings, "default public url")).endsWith("leads to this daemon");
  }

  @Test
  void tellsAKeyThatOpensNothing() {
    var findings = Patient.look(patient.setup(), "e2b_wrong", Patient.SECRET);

    fails(findings, "default key", "unauthorised");
    assertThat(findings).noneMatch(it -> it.what().equals("default list"));
    assertThat(findings.toString()).doesNotContain("e2b_wrong");
  }

  @Test
  void tellsAnE2bThatIsNotThere() {
    fails(
        Patient.look(
            patient.with("api-url: \"" + patient.e2b().url(), "api-url: \"http://127.0.0.1:9")),
        "default key",
        "no list");
  }

  @Test
  void tellsAKeyOfAnotherTeam() {
    patient.world().open("e2b_other", "others", TeamPlan.pro()).create(Patient.sandbox());

    var findings = Patient.look(patient.setup(), "e2b_other", Patient.SECRET);

    fails(findings, "default key", "at first contact it was " + patient.team().id());
  }

  @Test
  void tellsAClockThatIsOff() {
    var world =
        new World(
            InstantSource.offset(InstantSource.system(), Duration.ofMinutes(3)),
            new SplittableRandom(1));
    world.open(Patient.KEY, "team", TeamPlan.pro());
    try (var e2b = new SimulatorServer(world, new SplittableRandom(2), 0)) {
      e2b.start();

      fails(
          Patient.look(patient.with(patient.e2b().url().toString(), e2b.url().toString())),
          "default clock",
          "ahead of ours");
    }
  }

  @Test
  void tellsAListThatIsNotWhole() {
    patient
        .e2b()
        .faults()
        .put(FaultPlan.parse("faults: [{fault: list-total-wrong, difference: 7}]"));

    fails(Patient.look(patient.setup()), "default list", "incomplete three times in a row");
  }

  @Test
  void tellsAScopeThatHoldsNothing() {
    warns(
        Patient.look(patient.with("{app: ours}", "{app: nobodys}")),
        "default scope",
        "0 inside, 2 outside");
    warns(Patient.look(patient.with("{app: ours}", "{}")), "default scope", "empty");
  }

  @Test
  void tellsAnE2bWithoutFeedAndWebhooks() {
    var findings = Patient.look(patient.setup(), Patient.SELF_HOSTED_KEY, Patient.SECRET);

    warns(findings, "default event feed", "this E2B has none");
    warns(findings, "default webhook", "no webhook routes");
  }

  @Test
  void tellsAFeedThatFails() {
    patient
        .e2b()
        .faults()
        .put(FaultPlan.parse("faults: [{fault: server-error, calls: [events], status: 500}]"));

    fails(Patient.look(patient.setup()), "default event feed", "unavailable");
  }

  @Test
  void tellsWhatIsWrongWithTheRegistration() {
    patient.register(patient.publicUrl(), false, List.of(EventTypes.KILLED));
    fails(
        Patient.look(patient.setup()),
        "default webhook",
        "it is disabled, it lacks sandbox.lifecycle.checkpointed, ");

    patient.register(
        URI.create("https://me:pass@elsewhere.example/T0/s3cret?key=s3cret"), true, EventTypes.ALL);
    fails(
        Patient.look(patient.setup()),
        "default webhook",
        "none is registered for " + patient.publicUrl());
    warns(
        Patient.look(patient.with("webhook: watch", "webhook: manage")),
        "default webhook",
        "none is registered");

    var nameless =
        Patient.look(patient.with("public-url: \"" + patient.publicUrl() + "\"", "public-url:"));
    warns(nameless, "default webhook", "registered are https://elsewhere.example/…");
    warns(nameless, "default public url", "not known");

    patient.mend();
    fails(
        Patient.look(patient.with("public-url: \"" + patient.publicUrl() + "\"", "public-url:")),
        "default webhook",
        "the team has none");
    assertThat(
            finding(
                    Patient.look(patient.with("webhook: watch", "webhook: \"off\"")),
                    "default webhook")
                .level())
        .isEqualTo(Level.OK);
  }

  private static void pass() throws InterruptedException {
    var passes = patient.daemon().engine().passes();
    passes.await(passes.request("test", false, null), Duration.ofSeconds(60));
  }
}
