package io.github.e2breconciler.cli;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.e2breconciler.Engine;
import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.inventory.DriftLog.Announcement;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.Truth;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;

/**
 * What a demo adds up to: counted from the daemon's own meters and logs, and from the simulator,
 * which knows the truth.
 */
final class DemoTally {

  private final Engine engine;
  private final MeterRegistry meters;
  private final SimulatorServer simulator;
  private final Duration detection;
  private double statusReads;
  private double listPages;

  DemoTally(Engine engine, MeterRegistry meters, SimulatorServer simulator) {
    this.engine = engine;
    this.meters = meters;
    this.simulator = simulator;
    this.detection = engine.settings().reconcile().detection();
  }

  /** Adds what other ways of noticing as fast would have cost during {@code span}. */
  void passed(Duration span) {
    var rounds = span.toMillis() / (double) detection.toMillis();
    var living = engine.inventory().living().count();
    statusReads += rounds * living;
    listPages += rounds * Math.ceilDiv(Math.max(1, living), 100);
  }

  /** Prints it in one piece: whoever ends the demo may not wait for the rest. */
  void print(Truth truth, Duration ran, PrintWriter out) {
    var text = new StringWriter();
    summary(truth, ran, new PrintWriter(text));
    out.print(text);
    out.flush();
  }

  private void summary(Truth truth, Duration ran, PrintWriter out) {
    out.println();
    out.println("After " + ran.toSeconds() + " s:");
    var counts = simulator.webhookCounts();
    line(out, "events received", "%.0f", events());
    line(out, "webhooks lost", "%d of %d", counts.lost() + counts.givenUp(), counts.events());
    line(out, "webhook to mirror", "%s", lag());
    line(out, "events recovered", "%d", recovered());
    drift(out);
    line(
        out,
        "orphans ended",
        "%d of %d",
        truth.leaksEnded(),
        truth.leaksEnded() + truth.leaked().size());
    line(
        out,
        "API calls made",
        "%d: %.0f to notice, %.0f to read, pause, kill and verify",
        calls(),
        calls("list") + calls("events") + calls("webhooks"),
        calls("read") + calls("pause") + calls("kill"));
    line(out, "  by list polling", "%.0f at the same detection time of %s", listPages, detection);
    line(out, "  by status reads", "%.0f, one a sandbox, at the same detection time", statusReads);
    line(out, "dollars saved", "%.4f (estimate)", saved());
    line(out, "owned sandboxes paused", "%d", truth.ownedPaused());
    out.println("owned sandboxes ended: " + truth.ownedEnded());
    truth
        .leaked()
        .forEach(
            (sandbox, since) -> out.println("still alive: " + sandbox + ", leaked at " + since));
  }

  private double events() {
    return meters.find("e2b_reconciler.webhook.events").counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private double saved() {
    return meters.find("e2b_reconciler.saved.dollars").counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private double calls(String operation) {
    return meters.find("e2b_reconciler.api.calls").tag("operation", operation).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private long calls() {
    return engine.watches().values().stream().mapToLong(watch -> watch.calls()).sum();
  }

  /** What no webhook brought, or not until later, and the mirror learned all the same. */
  private long recovered() {
    return engine.drifts().recent().stream()
        .filter(entry -> entry.announcement() != Announcement.NONE)
        .count();
  }

  /** From the histogram, so an upper bound: the bucket that 99 % fall into. */
  private String lag() {
    var timer = meters.find("e2b_reconciler.webhook.lag").timer();
    if (timer == null || timer.count() == 0) {
      return "nothing came";
    }
    var total = timer.count();
    for (var bucket : timer.takeSnapshot().histogramCounts()) {
      if (bucket.count() >= total * 0.99) {
        return "p99 <= %.0f ms, of %d events"
            .formatted(bucket.bucket(java.util.concurrent.TimeUnit.MILLISECONDS), total);
      }
    }
    return "p99 above the largest bucket";
  }

  private void drift(PrintWriter out) {
    var ages = new EnumMap<DriftKind, List<Duration>>(DriftKind.class);
    for (var entry : engine.drifts().recent()) {
      ages.computeIfAbsent(entry.drift().kind(), _ -> new java.util.ArrayList<>())
          .add(entry.drift().age());
    }
    ages.forEach((kind, each) -> {
      var sorted = each.stream().sorted().toList();
      line(
          out,
          "drift " + kind.label(),
          "%d, noticed after %.1f s at the median, %.1f s at most",
          sorted.size(),
          sorted.get(sorted.size() / 2).toMillis() / 1e3,
          sorted.getLast().toMillis() / 1e3);
    });
  }

  @FormatMethod
  private static void line(
      PrintWriter out, String what, @FormatString String format, Object... values) {
    out.println("  %-24s %s".formatted(what, String.format(Locale.ROOT, format, values)));
  }
}
