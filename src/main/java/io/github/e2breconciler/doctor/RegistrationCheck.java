package io.github.e2breconciler.doctor;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookEntry;
import io.github.e2breconciler.e2b.WebhookMode;
import io.github.e2breconciler.event.EventTypes;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether our webhook is registered at E2B: enabled, at our URL, for every event. */
record RegistrationCheck(E2bView e2b) implements Check {

  private static final Pattern SITE = Pattern.compile("^(https?://)(?:[^/?#]*@)?([^/?#@]+)");
  private static final String DASHBOARD =
      "in the E2B dashboard, or let the daemon do it with webhook: manage";

  @Override
  public List<Finding> look() {
    if (e2b.account().webhookMode() == WebhookMode.OFF) {
      return List.of(Finding.ok(e2b.name("webhook"), "off: feed and walks alone bring changes"));
    }
    if (!e2b.reached()) {
      return List.of();
    }
    return List.of(
        switch (e2b.webhooks()) {
          case Tried.Answer(var entries) -> compared(entries);
          case Tried.Failure<?> failure -> unknown(failure);
        });
  }

  private Finding unknown(Tried.Failure<?> failure) {
    return failure.cause().kind() == E2bException.Kind.UNSUPPORTED
        ? Finding.warn(
            e2b.name("webhook"),
            "this E2B has no webhook routes",
            "say webhook: off, unless something else sends signed events")
        : Finding.fail(
            e2b.name("webhook"), failure.reason(), "look again in a minute, then at E2B's status");
  }

  private Finding compared(List<WebhookEntry> entries) {
    @Nullable URI url = e2b.account().publicUrl();
    if (url == null) {
      return withoutUrl(entries);
    }
    var ours = entries.stream().filter(entry -> entry.url().equals(url.toString())).findFirst();
    var faults =
        ours.map(RegistrationCheck::faults)
            .orElseGet(() -> List.of("none is registered for " + url));
    if (faults.isEmpty()) {
      return Finding.ok(e2b.name("webhook"), "registered for " + url + ", enabled, every event");
    }
    var detail = String.join(", ", faults);
    return e2b.account().webhookMode() == WebhookMode.MANAGE
        ? Finding.warn(
            e2b.name("webhook"), detail, "nothing but to run the daemon, which mends that itself")
        : Finding.fail(e2b.name("webhook"), detail, "mend it " + DASHBOARD);
  }

  private Finding withoutUrl(List<WebhookEntry> entries) {
    var what = e2b.name("webhook");
    if (entries.isEmpty()) {
      return Finding.fail(what, "the team has none", "add it " + DASHBOARD + " and public-url");
    }
    var urls = new TreeSet<String>();
    entries.forEach(entry -> urls.add(siteOf(entry.url())));
    return Finding.warn(
        what,
        "which one is ours is not known; registered are " + String.join(", ", urls),
        "set public-url to ours, so that it can be watched");
  }

  /** What follows the host may be the secret of somebody else's webhook. */
  private static String siteOf(String url) {
    var site = SITE.matcher(url);
    return site.find() ? site.group(1) + site.group(2) + "/…" : "one that is no URL";
  }

  private static List<String> faults(WebhookEntry entry) {
    var faults = new ArrayList<String>();
    if (!entry.enabled()) {
      faults.add("it is disabled");
    }
    var missing = new TreeSet<>(EventTypes.ALL);
    missing.removeAll(entry.events());
    if (!missing.isEmpty()) {
      faults.add("it lacks " + String.join(", ", missing));
    }
    return faults;
  }
}
