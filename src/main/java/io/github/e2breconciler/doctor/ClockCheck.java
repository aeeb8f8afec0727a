package io.github.e2breconciler.doctor;

import java.time.Duration;
import java.util.List;

/** Whether our clock agrees with E2B's {@code Date} header. */
record ClockCheck(E2bView e2b) implements Check {

  private static final Duration TOLERATED = Duration.ofSeconds(5);

  @Override
  public List<Finding> look() {
    var what = e2b.name("clock");
    var millis = e2b.skewMillis();
    if (millis == null) {
      return List.of(
          Finding.warn(
              what,
              "E2B's clock is not known, as no answer had a Date header",
              "mend the key and the network first; else let no proxy cut Date from E2B's answers"));
    }
    var ahead = Duration.ofMillis(millis);
    if (ahead.abs().compareTo(TOLERATED) > 0) {
      return List.of(
          Finding.fail(
              what,
              "E2B's is %.1f s %s ours"
                  .formatted(
                      ahead.abs().toMillis() / 1e3, ahead.isNegative() ? "behind" : "ahead of"),
              "synchronise this machine's clock (timedatectl set-ntp true); until then the guard"
                  + " \"clock\" lets nothing be ended"));
    }
    return List.of(
        Finding.ok(what, "within %.1f s of E2B's".formatted(ahead.abs().toMillis() / 1e3)));
  }
}
