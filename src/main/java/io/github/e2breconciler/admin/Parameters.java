package io.github.e2breconciler.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.e2breconciler.config.Durations;
import io.github.e2breconciler.http.BadRequest;
import io.github.e2breconciler.sandbox.OneLine;
import io.github.e2breconciler.sandbox.SandboxId;
import io.helidon.webserver.http.ServerRequest;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What requests say in paths, queries and fields of bodies; all of it throws 400. */
final class Parameters {

  private static final int MAX_REASON = 1_000;

  /** What stands for bytes that are no UTF-8. */
  private static final char UNREADABLE = '\uFFFD';

  private Parameters() {}

  /** A query parameter; null where it is missing or empty. */
  static @Nullable String text(ServerRequest request, String name) {
    var value = request.query().first(name).orElse("");
    return value.isEmpty() ? null : value;
  }

  /** A segment of the path, decoded. */
  static String segment(ServerRequest request, String name) {
    return request.path().pathParameters().get(name);
  }

  /**
   * What the path says after {@code before}, to its end.
   *
   * <p>Where that was not encoded as it should be, with {@code ;}, two slashes or dots that a path
   * may be rid of, another name would be understood: a heartbeat would be taken for somebody else.
   *
   * @param name of the parameter that stands for it
   */
  static String rest(ServerRequest request, String before, String name) {
    var understood = segment(request, name);
    var raw = request.prologue().uriPath().rawPath();
    var sent = raw.substring(raw.indexOf(before) + before.length()).replace("+", "%2B");
    if (!URLDecoder.decode(sent, UTF_8).equals(understood) || understood.indexOf(UNREADABLE) >= 0) {
      throw new BadRequest(
          name + " is read as " + OneLine.of(understood) + "; encode what is special in a path");
    }
    if (understood.chars().anyMatch(Character::isISOControl)) {
      throw new BadRequest(name + " has a control character");
    }
    return understood;
  }

  /**
   * Refuses whatever else a request asks for: whoever narrows something down by a name that is not
   * known here would get all of it, and it may be part of a name that was not encoded. Of two
   * values under one name it would get one.
   */
  static void only(ServerRequest request, String... names) {
    for (var other : request.query().names()) {
      if (!List.of(names).contains(other)) {
        throw new BadRequest("unknown parameter: " + OneLine.of(other));
      }
      if (request.query().all(other).size() > 1) {
        throw new BadRequest(other + " is there twice");
      }
    }
  }

  /** Refuses a body where none is looked at. */
  static void noBody(ServerRequest request) {
    if (request.content().hasEntity()) {
      throw new BadRequest("a body, which this takes none of");
    }
  }

  /** The sandbox that a segment of the path names, in either spelling. */
  static SandboxId sandbox(ServerRequest request, String name) {
    var text = segment(request, name);
    if (!SandboxId.valid(text)) {
      throw new BadRequest("not a sandbox id: " + text);
    }
    return new SandboxId(text);
  }

  /**
   * A duration within bounds.
   *
   * @param text null where the field is missing, which is a mistake too
   */
  static Duration duration(String name, @Nullable String text, Duration min, Duration max) {
    if (text == null) {
      throw new BadRequest(name + " is missing");
    }
    Duration duration;
    try {
      duration = Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(name + " is " + e.getMessage());
    }
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      throw new BadRequest(
          "%s is %s, not %s to %s"
              .formatted(name, text, Durations.format(min), Durations.format(max)));
    }
    return duration;
  }

  /** Why a person does something: never blank, and on one line, for it goes to the log. */
  static String reason(@Nullable String text) {
    if (text == null || text.isBlank()) {
      throw new BadRequest("reason is missing");
    }
    if (text.length() > MAX_REASON) {
      throw new BadRequest("reason is longer than " + MAX_REASON + " characters");
    }
    return OneLine.of(text.strip());
  }
}
