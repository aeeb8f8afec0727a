package io.github.e2breconciler.simulation;

import io.github.e2breconciler.simulator.FaultPlan;
import io.github.e2breconciler.simulator.FaultsInForce;
import io.github.e2breconciler.simulator.WebhookSender;
import io.github.e2breconciler.simulator.World;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Webhooks of all accounts on their way: while it is stormy they get lost, late, spoilt, forged and
 * overheard; afterwards each comes once, as it is.
 */
final class Post {

  /** What may become of a delivery, beside those that are drawn more often. */
  private static final List<String> FAULTS =
      List.of(
          "webhook-duplicated",
          "webhook-forged",
          "webhook-replayed, after: 10m",
          "webhook-trailing-bytes",
          "webhook-v1",
          "webhook-camel-case",
          "webhook-unknown-type",
          "webhook-unknown-version",
          "webhook-unknown-signature",
          "webhook-field-missing, field: sandbox_execution_id",
          "webhook-field-missing, field: event_data",
          "webhook-field-missing, field: type",
          "webhook-field-missing, field: timestamp",
          "webhook-field-missing, field: sandbox_id",
          "webhook-other-secret",
          "webhook-unreachable",
          "webhook-silent");

  private final FaultsInForce faults;
  private final WebhookSender sender;
  private final RandomGenerator random;
  private final List<Letterbox> boxes = new ArrayList<>();
  private boolean calm;

  /** With a plan of {@link #draw}, and nobody who gets any. */
  Post(World world, FaultPlan plan, RandomGenerator random) {
    this.random = random;
    this.faults = new FaultsInForce(world, random);
    this.sender = new WebhookSender(world, faults, random, this::deliver, Runnable::run);
    faults.put(plan);
  }

  /** From now on somebody gets what is sent there. */
  void add(Letterbox box) {
    boxes.add(box);
  }

  /** How badly webhooks travel, up to a half of them lost. */
  static FaultPlan draw(RandomGenerator random) {
    var badness = random.nextInt(4);
    if (badness == 0) {
      return FaultPlan.none();
    }
    var plan = new StringBuilder("faults:\n");
    line(plan, "webhook-lost", 17 * badness);
    line(plan, "webhook-reordered, within: %ds".formatted(1 + random.nextInt(60)), 13 * badness);
    for (var fault : FAULTS) {
      line(plan, fault, random.nextInt(2) == 0 ? 0 : random.nextInt(8 * badness));
    }
    return FaultPlan.parse(plan.toString());
  }

  private static void line(StringBuilder plan, String fault, int percent) {
    plan.append("  - {fault: %s, probability: %d%%}\n".formatted(fault, percent));
  }

  /** The names of all faults of deliveries, as {@link #strikes} counts them. */
  static Set<String> names() {
    return Stream.concat(FAULTS.stream(), Stream.of("webhook-lost", "webhook-reordered"))
        .map(fault -> fault.replaceFirst(",.*", ""))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Nothing happens to them any more. */
  void calm() {
    calm = true;
    faults.put(FaultPlan.none());
    boxes.forEach(Letterbox::calm);
  }

  Duration step() {
    if (!calm) {
      boxes.forEach(Letterbox::meddle);
    }
    sender.step();
    return Duration.ofMillis(100 + random.nextLong(900));
  }

  long lost() {
    return sender.counts().lost() + sender.counts().givenUp();
  }

  /** How often each fault struck, by its label. */
  Map<String, Long> strikes() {
    return faults.strikes();
  }

  private int deliver(URI url, Map<String, String> headers, byte[] body) throws ConnectException {
    for (var box : boxes) {
      if (box.sends(url)) {
        return box.deliver(url, headers, body);
      }
    }
    throw new ConnectException("no such place: " + url);
  }
}
