package io.github.e2breconciler.simulation;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a seed broke, told to somebody who sees it for the first time.
 *
 * @param sandbox whom it happened to, or null where it concerns no single one
 * @param at when, by the daemon's clock
 * @param trouble for how long from the start things must go wrong for it to happen; null if nobody
 *     tried
 * @param story what happened to the sandbox until then
 */
record Failure(
    Seed seed,
    LawName law,
    @Nullable SandboxId sandbox,
    Instant at,
    String what,
    @Nullable Trouble trouble,
    String story) {

  /**
   * The shortest stretch of trouble that breaks it still.
   *
   * @param enough with everything well from then on it still happens
   * @param tooShort and from then on it does not; equal where it needs no trouble at all
   */
  record Trouble(Duration tooShort, Duration enough) {

    @Override
    public String toString() {
      if (enough.isZero()) {
        return "none is needed: nothing need go wrong around the daemon";
      }
      return "it happens still if all is well from %s on, and not if it is from %s on"
          .formatted(Story.clock(enough), Story.clock(tooShort));
    }
  }

  Failure with(Trouble least) {
    return new Failure(seed, law, sandbox, at, what, least, story);
  }

  /** In one line. */
  String brief() {
    return law + " " + what;
  }

  @Override
  public String toString() {
    return """
    seed %d broke %s: %s
      what     %s
      to whom  %s
      when     %s into the run, at %s
      trouble  %s
      again    mvn -q -Psimulate test-compile exec:exec -Dargs="%s"
      its story, newest last:
    %s\
    """
        .formatted(
            seed.number(),
            law,
            law.meaning(),
            what,
            sandbox == null ? "no single sandbox" : sandbox.value(),
            Story.clock(Duration.between(FakeClock.START, at)),
            at,
            trouble == null ? "not looked for" : trouble,
            seed.arguments(),
            story.indent(4));
  }
}
