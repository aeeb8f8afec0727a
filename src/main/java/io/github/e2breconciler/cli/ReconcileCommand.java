package io.github.e2breconciler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a running daemon for a pass. */
@Command(
    name = "reconcile",
    mixinStandardHelpOptions = true,
    description = "Asks a running daemon for a pass, and shows its report.")
final class ReconcileCommand implements Callable<Integer> {

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final int PATIENCE = 600;

  @Option(names = "--plan", description = "Only say what would be done.")
  private boolean plan;

  @Option(
      names = "--admin",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8081",
      description = "Default: ${DEFAULT-VALUE}.")
  private URI admin;

  @Option(names = "--token-file", paramLabel = "FILE", description = "The admin token.")
  private @Nullable Path tokenFile;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ReconcileCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    var token = AdminClient.token(tokenFile);
    try (var client = new AdminClient(admin, token)) {
      var asked = client.send("POST", "/reconcile", "{\"plan\":" + plan + "}");
      if (!asked.ok()) {
        return refused(asked);
      }
      var pass = asked.body().path("pass").asText();
      say("pass " + pass + " is under way");
      return follow(client, pass);
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .println("No answer from " + admin + ": " + e + ". Is the daemon up?");
      return ExitCode.FAILED;
    }
  }

  private int follow(AdminClient client, String pass) throws IOException, InterruptedException {
    var signals = new Signals();
    try {
      for (var second = 0; second < PATIENCE; second++) {
        var report = client.get("/reconcile/" + pass);
        if (!report.ok()) {
          return refused(report);
        }
        if (!report.body().path("status").asText().equals("running")) {
          return show(report.body());
        }
        say("  running, " + report.body().path("actions").size() + " actions so far");
        if (signals.await(EVERY)) {
          break;
        }
      }
    } finally {
      signals.closed();
    }
    say("still running; ask for it with GET " + client.at("/reconcile/" + pass));
    return ExitCode.FAILED;
  }

  private int show(JsonNode report) {
    var status = report.path("status").asText();
    say("status    " + status);
    report.path("errors").forEach(error -> say("error     " + error.asText()));
    for (var walk : report.path("walks")) {
      say(
          "walk      account=%s pages=%s seen=%s complete=%s %s"
              .formatted(
                  walk.path("account").asText(),
                  walk.path("pages").asText(),
                  walk.path("seen").asText(),
                  walk.path("complete").asText(),
                  walk.path("reason").asText()));
    }
    say("drift     " + report.path("drift"));
    say("verdicts  " + report.path("verdicts"));
    for (var action : report.path("actions")) {
      say(
          "action    %s %s %s policy=%s age=%s cost=$%.4f saves=$%.4f %s"
              .formatted(
                  action.path("sandbox").asText(),
                  action.path("action").asText(),
                  action.path("outcome").asText(),
                  action.path("policy").asText(),
                  Duration.ofSeconds(action.path("ageSeconds").asLong()),
                  action.path("costSoFar").asDouble(),
                  action.path("saves").asDouble(),
                  action.path("reason").asText()));
    }
    say("calls     " + report.path("apiCalls"));
    say(
        (report.path("plan").asBoolean() ? "would end $" : "ended     $")
            + report.path("dollarsPerHourEnded").asText()
            + " an hour");
    if (report.path("plan").asBoolean()) {
      say("saves     $" + report.path("dollarsSaved").asText());
    }
    return status.equals("done") ? ExitCode.DONE : ExitCode.FAILED;
  }

  private int refused(AdminClient.Answer answer) {
    spec.commandLine()
        .getErr()
        .println(
            "Refused: "
                + answer.status()
                + " "
                + answer.body().path("error").asText()
                + (answer.status() == 401 && tokenFile == null
                    ? "; name the token with --token-file"
                    : ""));
    return ExitCode.FAILED;
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
