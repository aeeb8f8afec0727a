package io.github.e2breconciler.simulation;

import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.store.FreezeRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * S2: caps and freezes of an account are never exceeded, over any sliding hour and day and whatever
 * crashed meanwhile, a sandbox counting once; but for the items of a plan that a human approved,
 * which only other freezes than that of a cap stop. It keeps books of its own on what was sent.
 */
final class Restraint implements Law {

  private final Set<String> cases = new HashSet<>();
  private final Map<AccountId, Map<SandboxId, Instant>> begun = new HashMap<>();
  private final Set<String> approved = new HashSet<>();
  private final InstantSource clock;
  private final int perHour;
  private final int perDay;

  Restraint(InstantSource clock, int perHour, int perDay) {
    this.clock = clock;
    this.perHour = perHour;
    this.perDay = perDay;
  }

  /** A human lets exactly these cases be ended. */
  void approve(Set<String> cases) {
    approved.addAll(cases);
  }

  /** Whether a human approved it. */
  boolean approved(String caseId) {
    return approved.contains(caseId);
  }

  @Override
  public void requested(Request request) {
    var account = request.subject().key().account();
    var lifted = approved.contains(request.subject().id());
    for (var freeze : request.engine().freezes().all()) {
      if (concerns(freeze, account) && !(lifted && ofCap(freeze))) {
        throw new Violation(
            LawName.S2, request.sandbox(), request.action() + " while frozen: " + freeze);
      }
    }
    if (cases.add(request.subject().id()) && !lifted) {
      begun.computeIfAbsent(account, _ -> new HashMap<>()).put(request.sandbox(), clock.instant());
      within(request, Duration.ofHours(1), perHour);
      within(request, Duration.ofDays(1), perDay);
    }
  }

  private static boolean concerns(FreezeRow freeze, AccountId account) {
    return freeze.account().isEmpty() || freeze.account().equals(account.name());
  }

  private static boolean ofCap(FreezeRow freeze) {
    return freeze.cause().equals(Freezes.CAP);
  }

  private void within(Request request, Duration span, int most) {
    var since = clock.instant().minus(span);
    var account = request.subject().key().account();
    var count =
        begun.getOrDefault(account, Map.of()).values().stream()
            .filter(at -> at.isAfter(since))
            .count();
    if (count > most) {
      throw new Violation(
          LawName.S2, request.sandbox(), count + " began within " + span + ", the cap is " + most);
    }
  }
}
