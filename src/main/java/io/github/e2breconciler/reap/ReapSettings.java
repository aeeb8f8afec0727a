package io.github.e2breconciler.reap;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Protection;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.sandbox.AccountId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What may be ended, how far, how soon and how many.
 *
 * @param mode the ceiling of every policy's action
 * @param scopes of every account; an empty one contains nothing
 */
public record ReapSettings(
    Action mode,
    Map<AccountId, Scope> scopes,
    Protection protection,
    Timings timings,
    Limits limits) {

  public ReapSettings {
    scopes = Map.copyOf(scopes);
  }

  /** What is ours of an account; nothing of one without a scope. */
  Scope scopeOf(AccountId account) {
    return scopes.getOrDefault(account, Scope.NOTHING);
  }

  /**
   * Reads {@code mode}, {@code protect}, the timings and the limits of the top level.
   *
   * @param scopes as read from the accounts; {@code pause} and {@code kill} need one for each
   */
  public static ReapSettings read(ConfigReader in, Map<AccountId, Scope> scopes) {
    var mode = in.choice("mode", Action.OBSERVE, List.of(Action.values()), Action::label);
    if (mode.compareTo(Action.PAUSE) >= 0) {
      new TreeMap<>(scopes)
          .forEach((account, scope) -> {
            if (scope.metadata().isEmpty()) {
              in.problem(
                  "mode",
                  "is %s, but account %s has no scope.metadata to prove what is ours"
                      .formatted(mode.label(), account));
            }
          });
    }
    return new ReapSettings(
        mode, scopes, Protection.read(in.section("protect")), Timings.read(in), Limits.read(in));
  }
}
