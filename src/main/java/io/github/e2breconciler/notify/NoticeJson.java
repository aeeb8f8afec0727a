package io.github.e2breconciler.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.e2breconciler.config.Durations;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notices as the receiver gets them: facts for programs, and a sentence for people. */
final class NoticeJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String adminUrl;

  /**
   * Writes notices.
   *
   * @param adminUrl what people put before a path of the admin port; null writes the path alone
   */
  NoticeJson(@Nullable URI adminUrl) {
    var text = adminUrl == null ? "" : adminUrl.toString();
    this.adminUrl = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** A batch that is sent at {@code now}. */
  String body(List<Notice> notices, Instant now) {
    var body = JSON.createObjectNode();
    body.put("type", "e2b-reconciler.notices");
    body.put("timestamp", now.truncatedTo(ChronoUnit.MILLIS).toString());
    var data = body.putArray("notices");
    notices.forEach(notice -> write(data.addObject(), notice, now));
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always writable", e);
    }
  }

  private void write(ObjectNode node, Notice notice, Instant now) {
    node.put("id", notice.id());
    node.put("type", notice.type().label());
    node.put("at", notice.at().toString());
    node.put("account", notice.sandbox().account().name());
    node.put("sandbox", notice.sandbox().sandbox().value());
    node.put("owner", notice.owner());
    node.put("case", notice.caseId());
    node.put("policy", notice.policy());
    node.put("reason", notice.reason());
    node.put("action", notice.action());
    var due = notice.due();
    if (due != null) {
      node.put("due", due.toString());
      node.put("secondsLeft", left(due, now).toSeconds());
      var snooze = node.putObject("snooze");
      snooze.put("method", "POST").put("url", snoozeUrl(notice));
      snooze.putObject("body").put("for", "2h").put("reason", "…");
    }
    node.put("text", text(notice, now));
  }

  private String text(Notice notice, Instant now) {
    var owner = notice.owner();
    var whose =
        "Sandbox %s of %s"
            .formatted(notice.sandbox().sandbox(), owner == null ? "nobody we know" : owner);
    var why = " (policy " + notice.policy() + ": " + notice.reason() + ")";
    var due = notice.due();
    return switch (notice.type()) {
      case CONDEMNED -> whose + " is condemned" + why + ". Nothing ends it for now.";
      case ENDING ->
          "%s will be %s in %s at the earliest%s. To keep it renew its lease, or POST %s %s."
              .formatted(
                  whose,
                  past(notice.action()),
                  Durations.format(due == null ? Duration.ZERO : left(due, now)),
                  why,
                  snoozeUrl(notice),
                  "{\"for\":\"2h\",\"reason\":\"…\"}");
      case ENDED -> whose + " was " + past(notice.action()) + why + ".";
      case ESCALATED -> whose + " needs a human" + why + ": see /api/cases/" + notice.caseId();
    };
  }

  /** To the second, and never negative. */
  private static Duration left(Instant due, Instant now) {
    var left = Duration.between(now, due).truncatedTo(ChronoUnit.SECONDS);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private String snoozeUrl(Notice notice) {
    return adminUrl + "/api/cases/" + notice.caseId() + "/snooze";
  }

  private static String past(String action) {
    return action.equals("kill") ? "killed" : "paused";
  }
}
