package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookEntry;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookOrder;
import io.github.e2breconciler.e2b.WebhookMode;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.reconcile.WebhookGuard.WebhookCare;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether our webhook is registered as it should be; under {@code manage} it is made so.
 *
 * <p>Ours is the entry with our URL, or else the one that we registered or took over before, by its
 * id. Nothing is known by its name: two deployments of one team would take each other's. All other
 * entries are other people's and never touched.
 *
 * <p>E2B never shows the secret, so a print of the one that we last had it sign with is kept. When
 * the first of the configured secrets is another, E2B is told that one; the others still verify
 * what is on its way. For one thread.
 */
final class Registration {

  private static final Logger log = LoggerFactory.getLogger(Registration.class);

  private final Standing standing;
  private final WebhookCare care;
  private final WatchContext context;
  private final GuardMeters meters;
  private final Prints prints;
  private List<String> toldOf = List.of();

  /** The entry that we registered or took over, and the print of what it signs with. */
  private record Known(String id, String print) {}

  Registration(Standing standing, WebhookCare care, WatchContext context, GuardMeters meters) {
    this.standing = standing;
    this.care = care;
    this.context = context;
    this.meters = meters;
    this.prints = new Prints(context.store(), context.ids());
  }

  /** Our entry as it is in the end, or null if there is none. */
  @Nullable WebhookEntry look(List<WebhookEntry> entries) {
    @Nullable URI url = care.url();
    if (url == null) {
      return null;
    }
    @Nullable WebhookEntry ours = find(entries, url);
    var faults = ours == null ? List.of("none is registered for " + url) : faults(ours, url);
    if (care.mode() == WebhookMode.MANAGE && care.secret() != null) {
      ours = manage(ours, url, care.secret(), faults);
      faults = List.of();
    }
    tell(faults);
    meters.registered(faults.isEmpty());
    return ours;
  }

  private @Nullable WebhookEntry find(List<WebhookEntry> entries, URI url) {
    for (var entry : entries) {
      if (entry.url().equals(url.toString())) {
        return entry;
      }
    }
    var known = known();
    for (var entry : entries) {
      if (known != null && entry.id().equals(known.id())) {
        return entry;
      }
    }
    return null;
  }

  /** What is wrong with it, in words for people; empty if nothing is. */
  private static List<String> faults(WebhookEntry entry, URI url) {
    var faults = new ArrayList<String>();
    if (!entry.url().equals(url.toString())) {
      faults.add("its url is " + entry.url());
    }
    if (!entry.enabled()) {
      faults.add("it is disabled");
    }
    if (!entry.events().containsAll(EventTypes.ALL)) {
      var missing = new HashSet<>(EventTypes.ALL);
      missing.removeAll(entry.events());
      faults.add("it lacks " + missing);
    }
    return faults;
  }

  private WebhookEntry manage(
      @Nullable WebhookEntry ours, URI url, Secret secret, List<String> faults) {
    var print = prints.of(secret);
    if (ours == null) {
      var name = "e2b-reconciler-" + standing.account();
      var made = standing.api().register(order(name, url, Set.of(), secret));
      remember(made, print);
      meters.repaired(GuardMeters.REGISTERED);
      log.info("webhook registered account={} url={} id={}", standing.account(), url, made.id());
      return made;
    }
    var known = known();
    var signed = new Known(ours.id(), print).equals(known);
    if (signed && faults.isEmpty()) {
      return ours;
    }
    var order = order(ours.name(), url, ours.events(), signed ? null : secret);
    var changed = standing.api().change(ours.id(), order);
    remember(changed, print);
    meters.repaired(faults.isEmpty() ? GuardMeters.ROTATED : GuardMeters.REPAIRED);
    log.info(
        "webhook {} account={} id={} faults={}",
        faults.isEmpty() ? "secret set" : "repaired",
        standing.account(),
        ours.id(),
        faults);
    return changed;
  }

  /** Whatever types somebody added besides ours stay. */
  private static WebhookOrder order(
      String name, URI url, Set<String> events, @Nullable Secret secret) {
    var all = new HashSet<>(events);
    all.addAll(EventTypes.ALL);
    return new WebhookOrder(name, url.toString(), all, secret);
  }

  /** Once a change of what is wrong. */
  private void tell(List<String> faults) {
    if (!faults.equals(toldOf) && !faults.isEmpty()) {
      log.warn(
          "webhook is not as it should be account={} faults={}; set webhook: manage, or mend it in"
              + " the E2B dashboard",
          standing.account(),
          faults);
    }
    toldOf = faults;
  }

  private @Nullable Known known() {
    var stored = context.store().read(tx -> tx.meta().get(key()));
    var parts = stored == null ? new String[0] : stored.split(" ", 2);
    return parts.length == 2 ? new Known(parts[0], parts[1]) : null;
  }

  private void remember(WebhookEntry entry, String print) {
    context.store().writeVoid(tx -> tx.meta().put(key(), entry.id() + " " + print));
  }

  private String key() {
    return "webhook-" + standing.account();
  }
}
