package io.github.e2breconciler.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.e2breconciler.Daemon;
import io.github.e2breconciler.Output;
import io.github.e2breconciler.Settings;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.http.ListenerSettings;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.webhook.Reception;
import io.github.e2breconciler.webhook.Signature;
import io.github.e2breconciler.webhook.WebhookInbox;
import io.github.e2breconciler.webhook.WebhookService;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The process that is measured: all targets on ports of their own.
 *
 * <p>It says on its standard error on which, in the order of {@link Target}, and then answers each
 * line that it is asked with its {@link Vitals}, until there are no more. What the program logs
 * goes to standard output, as in production.
 */
@Command(name = "targets", hidden = true)
final class TargetsCommand implements Callable<Integer> {

  private static final byte[] ANSWER =
      """
      {"success":true,"message":"Event create processed successfully",\
      "sandboxId":"i0000000000000000000","timestamp":"2026-01-01T00:00:00.000000000Z"}\
      """
          .getBytes(UTF_8);

  @Parameters private Path folder = Path.of(".");

  @Override
  public Integer call() throws IOException {
    Output.gather(); // as the program does
    var settings = settings();
    var clock = InstantSource.system();
    var bare = plain(TargetsCommand::bare);
    var parse = plain(TargetsCommand::parse);
    var service =
        new WebhookService(
            settings.webhook(),
            new Reception(
                settings.webhook().accounts(),
                (_, _, _) -> new WebhookInbox.Outcome(false, true),
                clock,
                Ticker.systemTicker(),
                new SimpleMeterRegistry()));
    var accepting =
        Listeners.create(
                new ListenerSettings("127.0.0.1", 0),
                HttpRouting.builder().register(service),
                System::nanoTime,
                service::refused)
            .start();
    try (var daemon = new Daemon(settings)) {
      daemon.start();
      System.err.printf(
          "%d %d %d %d%n", bare.port(), parse.port(), accepting.port(), daemon.port());
      answerQuestions(daemon);
    }
    bare.stop();
    parse.stop();
    accepting.stop();
    return 0;
  }

  private static void answerQuestions(Daemon daemon) throws IOException {
    try (var in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (var question = in.readLine(); question != null; question = in.readLine()) {
        System.err.println(
            question.equals(Subject.BACKLOG)
                ? daemon.engine().unwritten()
                : Vitals.of(daemon).line());
      }
    }
  }

  private static WebServer plain(Handler handler) {
    return WebServer.builder()
        .host("127.0.0.1")
        .port(0)
        .shutdownHook(false)
        .routing(HttpRouting.builder().post(Traffic.PATH, handler))
        .build()
        .start();
  }

  private static void bare(ServerRequest request, ServerResponse response) {
    var _ = request.content().as(byte[].class);
    response.header(HeaderValues.CONTENT_TYPE_JSON).send(ANSWER);
  }

  private static void parse(ServerRequest request, ServerResponse response) {
    var body = request.content().as(byte[].class);
    var signature = request.headers().first(HeaderNames.create(Signature.HEADER)).orElse("");
    var authentic = signature.equals(Signature.sign(Traffic.SECRET, body));
    if (authentic && EventCodec.decode(body) instanceof EventCodec.Decoded.Event) {
      response.header(HeaderValues.CONTENT_TYPE_JSON).send(ANSWER);
    } else {
      response.status(Status.UNAUTHORIZED_401).send();
    }
  }

  /** A daemon whose E2B is never there, so that nothing but events moves it. */
  private Settings settings() {
    return Settings.parse(
        """
        server: {host: 127.0.0.1, port: 0}
        admin: {host: 127.0.0.1, port: 0}
        store: {url: "jdbc:sqlite:%s"}
        accounts:
          - {name: default, api-url: "http://127.0.0.1:1"}
        """
            .formatted(folder.resolve("bench.db")),
        Map.of("E2B_API_KEY", "e2b_bench", "E2B_WEBHOOK_SECRET", Traffic.SECRET.reveal()));
  }
}
