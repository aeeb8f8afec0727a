package io.github.e2breconciler.fuzz;

import static io.github.e2breconciler.fuzz.Target.require;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.webserver.Router;
import io.helidon.webserver.WebServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the admin port, of a daemon with sandboxes, cases and leases, over memory: {@code
 * METHOD PATH}, a line feed, a body.
 *
 * <p>Each is answered, by one of a few statuses and never with a fault of ours, in JSON where it is
 * an error, which says why.
 */
final class AdminTarget implements Target {

  private static final Set<Integer> STATUSES =
      Set.of(200, 202, 204, 400, 401, 403, 404, 405, 409, 413, 414);

  /** After so many requests the daemon is another one, so that nothing piles up. */
  private static final int LIFE = 5_000;

  /** A request line but for its version; what is none never reaches our routes. */
  private static final Pattern LINE = Pattern.compile("[A-Za-z!#$%&'*+.^_`|~0-9-]+ /[!-~]*");

  private static final String HEAD = "HEAD ";

  private static final JsonMapper JSON = new JsonMapper();

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable AdminDaemon daemon;
  private int age;

  @Override
  public void accept(byte[] input) {
    var current = daemon;
    if (current == null || age == LIFE) {
      if (current != null) {
        current.close();
      }
      current = new AdminDaemon();
      daemon = current;
      age = 0;
    }
    age++;
    var end = 0;
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    var line = new String(input, 0, end, ISO_8859_1).replace("\r", "");
    var body = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
    if (!LINE.matcher(line).matches()) {
      return;
    }
    judge(line, exchange(current.config(), request(line, body)), current);
  }

  @Override
  public void close() {
    executor.close();
    if (daemon != null) {
      daemon.close();
    }
  }

  private byte[] exchange(WebServerConfig config, byte[] request) {
    var router = Router.builder().addRouting(config.routing().orElseThrow()).build();
    var connection = new MemoryConnection(config, router, executor, request);
    try {
      config.connectionSelectors().getFirst().connection(connection).handle(FixedLimit.create());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException _) {
      // The end of the stream, or what is no HTTP: on a socket the connection just ends.
    }
    return connection.answers();
  }

  private static byte[] request(String line, byte[] body) {
    var request = new ByteArrayOutputStream();
    request.writeBytes((line + " HTTP/1.1\r\n").getBytes(ISO_8859_1));
    request.writeBytes(
        ("Host: localhost\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(ISO_8859_1));
    request.writeBytes(body);
    return request.toByteArray();
  }

  private static void judge(String line, byte[] answer, AdminDaemon daemon) {
    var text = new String(answer, UTF_8);
    require(text.matches("(?s)HTTP/1.1 [0-9]{3}[ \r].*"), "no answer to " + line + ": " + text);
    var status = Integer.parseInt(text.substring(9, 12));
    if (!STATUSES.contains(status)) {
      throw new AssertionError("answered " + text + " to " + line, daemon.lastFault());
    }
    if (line.regionMatches(true, 0, HEAD, 0, HEAD.length())) { // Helidon takes it in any case
      require(text.endsWith("\r\n\r\n"), "a body: " + text + " to " + line);
    } else if (status >= 400) {
      require(saysWhy(text), "an error that does not say why: " + text + " to " + line);
    }
  }

  private static boolean saysWhy(String answer) {
    var from = answer.indexOf("\r\n\r\n");
    try {
      return from > 0 && !JSON.readTree(answer.substring(from)).path("error").asText().isBlank();
    } catch (IOException e) {
      return false;
    }
  }
}
