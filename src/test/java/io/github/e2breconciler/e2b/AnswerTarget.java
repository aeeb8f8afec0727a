package io.github.e2breconciler.e2b;

import static io.github.e2breconciler.fuzz.Target.require;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.e2breconciler.e2b.E2bApi.KillAnswer;
import io.github.e2breconciler.e2b.E2bApi.PauseAnswer;
import io.github.e2breconciler.e2b.E2bApi.ProbeAnswer;
import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.fuzz.Target;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import okhttp3.Headers;

/**
 * E2B's answers on every route, and those of whatever stands in between: {@code ROUTE STATUS},
 * headers, an empty line, a body. A route that is none is the first.
 *
 * <p>Each is understood or is an {@link E2bException} that quotes nothing of it. Only E2B's own
 * words with the status that fits are an absence or a conflict; only a 200 is a page, and it tells
 * how many rows it could not read. Whatever a row or an event says, the inventory can hold it.
 */
public final class AnswerTarget implements Target {

  private static final Instant NOW = Instant.parse("2026-08-21T20:00:23Z");
  private static final AccountId ACCOUNT = new AccountId("fuzzed");
  private static final SandboxId ASKED = new SandboxId("iasked");

  /** Stands in fields of seeds that we never read. */
  private static final String PLANTED = "planted";

  private static final JsonMapper OTHER_READER = new JsonMapper();

  private final AnswerReader reader = new AnswerReader(CodecReader::read);

  @Override
  public void accept(byte[] input) {
    var end = headEnd(input);
    var lines = List.of(new String(input, 0, end, ISO_8859_1).split("\n", -1));
    var body = Arrays.copyOfRange(input, Math.min(end + 2, input.length), input.length);
    var first = lines.getFirst().split(" ", 2);
    var answer =
        new Answer(
            Operation.READ, status(first), headers(lines.subList(1, lines.size())), body, NOW);
    try {
      var _ = answer.retryAfter();
      understand(first[0], answer, body);
    } catch (E2bException e) {
      require(!String.valueOf(e.getMessage()).contains(PLANTED), "it quotes the body: " + e);
      require(e.getCause() == null, "its cause may quote the body: " + e);
    }
  }

  private void understand(String route, Answer answer, byte[] body) {
    switch (route) {
      case "read" -> reading(reader.reading(ASKED, answer), answer, body);
      case "pause" -> {
        var is = reader.paused(answer);
        acted(is == PauseAnswer.PAUSED, is == PauseAnswer.MISSING, answer, body);
      }
      case "kill" -> {
        var is = reader.killed(answer);
        acted(is == KillAnswer.ACCEPTED, is == KillAnswer.MISSING, answer, body);
      }
      case "probe" -> {
        var is = reader.probed(answer);
        acted(is == ProbeAnswer.ALIVE, is == ProbeAnswer.MISSING, answer, body);
      }
      case "events" -> {
        var page = reader.feedPage(answer);
        require(answer.status() == 200 && page.rows() == elements(body), "rows are miscounted");
        page.events().forEach(AnswerTarget::hold);
      }
      case "webhooks" -> {
        var entries = reader.webhooks(answer);
        require(
            answer.status() == 200 && entries.size() == elements(body), "webhooks are left out");
      }
      case "register" -> {
        var _ = reader.registered(answer);
        require(answer.status() == 201, "registered by " + answer.status());
      }
      case "change" -> {
        var _ = reader.changed(answer);
        require(answer.status() == 200, "changed by " + answer.status());
      }
      case "deliveries" -> {
        reader.failedDeliveries(answer).events().forEach(AnswerTarget::hold);
        require(answer.status() == 200, "deliveries by " + answer.status());
      }
      case "stats" -> {
        var stats = reader.stats(answer);
        require(answer.status() == 200 && stats.total() >= 0 && stats.failed() >= 0, "no counts");
      }
      default -> {
        var page = reader.page(answer);
        require(
            answer.status() == 200 && page.rows().size() + page.droppedRows() == elements(body),
            "rows are miscounted");
        page.rows().forEach(row -> hold(row, Source.LIST));
      }
    }
  }

  private static void reading(Reading reading, Answer answer, byte[] body) {
    switch (reading) {
      case Reading.Missing _ -> require(says(404, answer, body), "an error became an absence");
      case Reading.Found(var row, var _) -> {
        require(answer.status() == 200 && row.sandbox().equals(ASKED), "another sandbox was found");
        hold(row, Source.READ);
      }
    }
  }

  private static void acted(boolean done, boolean missing, Answer answer, byte[] body) {
    var fits = done ? answer.status() == 204 : says(missing ? 404 : 409, answer, body);
    require(fits, "an error became an absence, a conflict or a success");
  }

  private static boolean says(int code, Answer answer, byte[] body) {
    var tree = tree(body);
    return answer.status() == code
        && tree.path("code").asInt() == code
        && tree.path("message").isTextual();
  }

  private static int elements(byte[] body) {
    var tree = tree(body);
    require(tree.isArray(), "rows of what is no array");
    return tree.size();
  }

  /**
   * Of bytes, or else of their text: Jackson takes a name like {@code FF FF 49 44}, which is no
   * UTF-8, for {@code ID} where that was read before, since it pads short names with ones.
   */
  private static JsonNode tree(byte[] body) {
    try {
      return OTHER_READER.readTree(body);
    } catch (IOException e) {
      return tree(new String(body, UTF_8));
    }
  }

  private static JsonNode tree(String body) {
    try {
      return OTHER_READER.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static void hold(SandboxRow row, Source source) {
    hold(new Observation.Seen(row, source, NOW));
  }

  private static void hold(LifecycleEvent event) {
    hold(new Observation.Heard(event, Source.FEED, NOW));
  }

  private static void hold(Observation observation) {
    var inventory = new Inventory(InstantSource.fixed(NOW), () -> 0);
    for (var times = 0; times < 2; times++) {
      var _ = inventory.apply(ACCOUNT, observation);
    }
    var held = inventory.all().map(it -> it.key().sandbox()).toList();
    require(held.equals(List.of(observation.sandbox())), "held as another: " + held);
  }

  private static int headEnd(byte[] input) {
    for (var i = 0; i + 1 < input.length; i++) {
      if (input[i] == '\n' && input[i + 1] == '\n') {
        return i;
      }
    }
    return input.length;
  }

  private static int status(String[] first) {
    try {
      return first.length < 2 ? 200 : Integer.parseInt(first[1].strip());
    } catch (NumberFormatException e) {
      return 200;
    }
  }

  private static Headers headers(List<String> lines) {
    var headers = new Headers.Builder();
    for (var line : lines) {
      var colon = line.indexOf(':');
      if (colon > 0 && line.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
        var name = line.substring(0, colon);
        if (name.chars().allMatch(c -> c > ' ')) {
          headers.add(name, line.substring(colon + 1).strip());
        }
      }
    }
    return headers.build();
  }
}
