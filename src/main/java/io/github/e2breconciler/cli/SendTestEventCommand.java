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
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends one event as E2B would. */
@Command(
    name = "send-test-event",
    mixinStandardHelpOptions = true,
    description = "Sends one signed event and prints the answer.")
final class SendTestEventCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Option(names = "--url", required = true, description = "The webhook's URL, with its path.")
  private URI url;

  @Option(names = "--secret", required = true, description = "The webhook's signing secret.")
  private String secret;

  @Option(
      names = "--type",
      defaultValue = "kill",
      description =
          "create, resume, pause, update, checkpoint, kill, or a full type. Default: kill.")
  private String type;

  @Option(
      names = "--sandbox",
      paramLabel = "ID",
      description = "Default: a new id, which no sandbox has.")
  private SandboxId sandbox =
      new SandboxId("test" + UUID.randomUUID().toString().replace("-", "").substring(0, 16));

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  SendTestEventCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Instant now = InstantSource.system().instant();
    var body = TestEvent.body(type, sandbox, now, UUID.randomUUID().toString());
    var request =
        HttpRequest.newBuilder(url).timeout(PATIENCE).POST(BodyPublishers.ofByteArray(body));
    TestEvent.headers(Secret.of(secret), body).forEach(request::header);
    try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      var answer = client.send(request.build(), BodyHandlers.ofString());
      spec.commandLine().getOut().println(answer.statusCode() + " " + answer.body());
      return answer.statusCode() / 100 == 2 ? ExitCode.DONE : ExitCode.FAILED;
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .println("No answer from " + url + ": " + e + ". Is the daemon up, and the port right?");
      return ExitCode.FAILED;
    }
  }
}
