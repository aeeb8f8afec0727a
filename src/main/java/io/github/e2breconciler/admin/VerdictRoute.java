package io.github.e2breconciler.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.e2breconciler.admin.AdminContext.Work;
import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.policy.Opinion;
import io.github.e2breconciler.reap.Explanation;
import io.github.e2breconciler.reap.Input;
import io.github.e2breconciler.reap.Objection;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/sandboxes/{id}/verdict}: what would be done to a sandbox now, and why. */
final class VerdictRoute implements HttpService {

  private final Work work;
  private final SandboxFinder finder;
  private final InstantSource clock;

  VerdictRoute(Work work, SandboxFinder finder, InstantSource clock) {
    this.work = work;
    this.finder = finder;
    this.clock = clock;
  }

  /**
   * An explanation as the API shows it.
   *
   * @param policy null where it is to be kept
   * @param until when time alone could change the answer, or null
   * @param facts what the policies judged by
   * @param guards of the next step, or, where nothing condemns it, of the one that its first policy
   *     would take
   * @param caseId its open case, or null
   */
  record Verdict(
      String sandbox,
      String account,
      String verdict,
      @Nullable String policy,
      String reason,
      @Nullable Instant until,
      List<InputLine> facts,
      List<PolicyLine> policies,
      List<GuardLine> guards,
      @JsonProperty("case") @Nullable String caseId) {

    static Verdict of(Explanation explanation, Instant now) {
      var key = explanation.sandbox().key();
      var judgement = explanation.judgement();
      var policy = judgement.policy();
      var subject = explanation.subject();
      return new Verdict(
          key.sandbox().value(),
          key.account().name(),
          judgement.verdict().label(),
          policy == null ? null : policy.name(),
          judgement.verdict().reason(),
          explanation.until(),
          explanation.facts().stream().map(input -> InputLine.of(input, now)).toList(),
          judgement.opinions().stream().map(PolicyLine::of).toList(),
          explanation.guards().stream().map(guard -> GuardLine.of(guard, now)).toList(),
          subject == null ? null : subject.id());
    }
  }

  /** What one policy thinks. */
  record PolicyLine(String name, String verdict, String reason) {
    static PolicyLine of(Opinion opinion) {
      return new PolicyLine(
          opinion.policy(), opinion.verdict().label(), opinion.verdict().reason());
    }
  }

  /** What one guard says; {@code reason} is empty if it holds. */
  record GuardLine(String name, boolean holds, String reason, List<InputLine> inputs) {
    static GuardLine of(Objection objection, Instant now) {
      return new GuardLine(
          objection.guard(),
          objection.holds(),
          objection.reason(),
          objection.inputs().stream().map(input -> InputLine.of(input, now)).toList());
    }
  }

  /** A fact and its age; null where it is so now, or as configured. */
  record InputLine(String name, String value, @Nullable Double ageSeconds) {

    private static final double MILLIS = 1_000;

    static InputLine of(Input input, Instant now) {
      var asOf = input.asOf();
      return new InputLine(
          input.name(),
          input.value(),
          asOf == null ? null : Math.max(0, Duration.between(asOf, now).toMillis()) / MILLIS);
    }
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/{id}/verdict", this::explain).any("/{id}/verdict", Listeners.allowOnly("GET"));
  }

  private void explain(ServerRequest request, ServerResponse response) {
    var key = finder.find(request).key();
    var watch = work.watches().get(key.account());
    var explanation = watch == null ? null : work.reaper().explain(key, watch.standing());
    if (explanation == null) {
      throw Refused.unknown("sandbox", key.sandbox().value()); // forgotten meanwhile
    }
    Json.send(response, Status.OK_200, Verdict.of(explanation, clock.instant()));
  }
}
