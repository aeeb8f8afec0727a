package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.simulator.TeamPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class PlanOptionTest {

  @Test
  void grantsWhatE2bsPlansGrant() {
    assertThat(plan()).isEqualTo(TeamPlan.pro());
    assertThat(plan("--plan", "pro")).isEqualTo(TeamPlan.pro());
    assertThat(plan("--plan", "self-hosted")).isEqualTo(TeamPlan.selfHosted());
    assertThat(plan("--plan", "hobby").longestRun()).isEqualTo(Duration.ofHours(1));
    assertThat(plan("--plan", "hobby").concurrent()).isEqualTo(20);
  }

  @Test
  void grantsMoreOrLess() {
    var plan = plan("--concurrent", "3", "--longest-run", "PT2H", "--feed-lag", "PT5S");

    assertThat(plan).isEqualTo(new TeamPlan(Duration.ofHours(2), 3, true, Duration.ofSeconds(5)));
  }

  @Test
  void fleetThatDoesNotFitIsAMistake() {
    var errors = new StringWriter();
    var command = new CommandLine(new SimulatorCommand()).setErr(new PrintWriter(errors));

    assertThat(command.execute("--plan", "hobby", "--fleet", "20")).isEqualTo(2);
    assertThat(errors.toString()).contains("a fleet of 20");
    assertThat(command.execute("--plan", "platinum")).isEqualTo(2);
  }

  private static TeamPlan plan(String... arguments) {
    return CommandLine.populateCommand(new PlanOption(), arguments).plan();
  }
}
