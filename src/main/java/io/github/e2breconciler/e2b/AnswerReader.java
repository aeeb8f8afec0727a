package io.github.e2breconciler.e2b;

import com.fasterxml.jackson.core.JsonParser;
import io.github.e2breconciler.e2b.E2bApi.FeedPage;
import io.github.e2breconciler.e2b.E2bApi.KillAnswer;
import io.github.e2breconciler.e2b.E2bApi.Page;
import io.github.e2breconciler.e2b.E2bApi.PauseAnswer;
import io.github.e2breconciler.e2b.E2bApi.ProbeAnswer;
import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.e2b.E2bWebhooks.DeliveryStats;
import io.github.e2breconciler.e2b.E2bWebhooks.FailedPage;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookEntry;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What E2B's answers mean, route by route. Each method throws {@link E2bException}, and nothing
 * else, for an answer that does not say what was asked: an error is never an absence. Safe for many
 * threads.
 */
record AnswerReader(EventReader eventReader) {

  /** A page of the list. */
  Page page(Answer answer) {
    var rows = answer.array(SandboxJson::read);
    return new Page(
        rows.rows(),
        answer.header("X-Next-Token"),
        totalRunning(answer.header("X-Total-Running")),
        rows.dropped(),
        answer.asOf());
  }

  private static @Nullable Integer totalRunning(@Nullable String header) {
    if (header == null) {
      return null;
    }
    try {
      var total = Integer.parseInt(header);
      return total < 0 ? null : total;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** A single read. */
  Reading reading(SandboxId asked, Answer answer) {
    if (answer.isError(404)) {
      return new Reading.Missing(answer.asOf());
    }
    var row = answer.object(200, SandboxJson::read);
    if (!row.sandbox().equals(asked)) {
      throw answer.malformed("another sandbox than the one asked for");
    }
    return new Reading.Found(row, answer.asOf());
  }

  /** Of a pause. */
  PauseAnswer paused(Answer answer) {
    return action(answer, PauseAnswer.PAUSED, PauseAnswer.MISSING, PauseAnswer.CONFLICT);
  }

  /** Of a kill. */
  KillAnswer killed(Answer answer) {
    return action(answer, KillAnswer.ACCEPTED, KillAnswer.MISSING, KillAnswer.CONFLICT);
  }

  /** Of a probe. */
  ProbeAnswer probed(Answer answer) {
    return action(answer, ProbeAnswer.ALIVE, ProbeAnswer.MISSING, ProbeAnswer.CONFLICT);
  }

  private static <T> T action(Answer answer, T done, T missing, T conflict) {
    if (answer.isError(404)) {
      return missing;
    }
    if (answer.isError(409)) {
      return conflict;
    }
    answer.expect(204);
    return done;
  }

  /** A stretch of the feed. */
  FeedPage feedPage(Answer answer) {
    requireProvided(answer, "event feed");
    var rows = answer.array(row -> event(answer, row));
    return new FeedPage(rows.rows(), rows.sent(), answer.asOf());
  }

  private @Nullable LifecycleEvent event(Answer answer, JsonParser row) throws IOException {
    var from = row.currentTokenLocation().getByteOffset();
    row.skipChildren();
    return eventReader.read(answer.slice(from, row.currentLocation().getByteOffset()));
  }

  /** All registered webhooks. */
  List<WebhookEntry> webhooks(Answer answer) {
    requireProvided(answer, "webhooks");
    var entries = answer.array(WebhookJson::read);
    if (entries.dropped() > 0) {
      throw answer.malformed("webhooks that lack what we need"); // ours might be among them
    }
    return entries.rows();
  }

  /** Of a registration. */
  WebhookEntry registered(Answer answer) {
    requireProvided(answer, "webhooks");
    return answer.object(201, WebhookJson::read);
  }

  /** Of a change of a webhook. */
  WebhookEntry changed(Answer answer) {
    return answer.object(200, WebhookJson::read);
  }

  /** A page of failed deliveries. */
  FailedPage failedDeliveries(Answer answer) {
    requireKnown(answer, "delivery log");
    return answer.object(200, page -> DeliveryJson.page(page, eventReader));
  }

  DeliveryStats stats(Answer answer) {
    requireKnown(answer, "delivery statistics");
    return answer.object(200, DeliveryJson::stats);
  }

  /** In E2B's own words a 404 speaks of this webhook; any other of a route that is not there. */
  private static void requireKnown(Answer answer, String what) {
    if (!answer.isError(404)) {
      requireProvided(answer, what);
    }
  }

  private static void requireProvided(Answer answer, String what) {
    if (answer.isNotProvided()) {
      throw new E2bException(Kind.UNSUPPORTED, "this E2B has no " + what);
    }
  }
}
