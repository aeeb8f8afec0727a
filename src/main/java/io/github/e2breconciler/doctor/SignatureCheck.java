package io.github.e2breconciler.doctor;

import io.github.e2breconciler.doctor.Caller.Reply;
import io.github.e2breconciler.http.ListenerSettings;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether E2B signs with a secret that the daemon has, which only real deliveries show: what we
 * sign ourselves proves no more than that the daemon agrees with this configuration.
 */
record SignatureCheck(ListenerSettings admin, Caller caller) implements Check {

  private static final String WHAT = "signatures";
  private static final Pattern REFUSED =
      Pattern.compile(
          "(?m)^e2b_reconciler_webhook_requests_total\\{outcome=\"invalid-signature\"\\} (\\S+)");

  /** All but the doctor's own. */
  private static final Pattern TAKEN =
      Pattern.compile(
          "(?m)^e2b_reconciler_webhook_events_total\\{type=\"(?!kill\")[^\"]+\"\\} (\\S+)");

  @Override
  public List<Finding> look() {
    var url = Ports.local(admin);
    return url != null
            && caller.get(url.resolve("/metrics"))
                instanceof Reply.Answered(var status, var text, _)
            && status == 200
        ? List.of(judged(sum(REFUSED, text), sum(TAKEN, text)))
        : List.of(); // that nobody answers is told by another check
  }

  private static Finding judged(long refused, long taken) {
    if (refused > 0 && taken == 0) {
      return Finding.fail(
          WHAT,
          refused + " deliveries refused for their signature, and none taken since the start",
          "E2B signs with another secret than the daemon has; see the runbook rotate-secrets");
    }
    return refused > 0 || taken > 0
        ? Finding.ok(WHAT, "%d events taken, %d deliveries refused".formatted(taken, refused))
        : Finding.ok(WHAT, "no delivery yet; the first will show whether E2B has our secret");
  }

  private static long sum(Pattern line, String text) {
    return (long)
        line.matcher(text).results().mapToDouble(it -> Double.parseDouble(it.group(1))).sum();
  }
}
