package io.github.e2breconciler.doctor;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.store.PinRow;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the key opens the team that it should.
 *
 * @param pin what the store holds the account to, or null before first contact
 */
record KeyCheck(E2bView e2b, @Nullable PinRow pin) implements Check {

  @Override
  public List<Finding> look() {
    return List.of(
        switch (e2b.list()) {
          case Tried.Failure<?> failure -> refused(failure);
          case Tried.Answer<?> _ -> opened();
        });
  }

  private Finding refused(Tried.Failure<?> failure) {
    var what = e2b.name("key");
    var url = e2b.account().e2b().url();
    return failure.cause().kind() == E2bException.Kind.UNAUTHORISED
        ? Finding.fail(
            what,
            failure.reason(),
            "set the API key of this account (api-key-file, or E2B_API_KEY), and api-url where it"
                + " is not E2B's own; a 403 means that the team is blocked")
        : Finding.fail(
            what,
            "not known, " + url + " gives no list: " + failure.reason(),
            "check api-url, then the network, DNS and firewall from this machine to it");
  }

  private Finding opened() {
    var what = e2b.name("key");
    var teams = e2b.teams();
    var pinned = pin;
    if (pinned != null && !pinned.doubt().isEmpty()) {
      return Finding.fail(
          what,
          "opens, but the daemon observes only: " + pinned.doubt(),
          "put the old key or URL back or, if the change is meant, lift the freeze with a reason"
              + " (DELETE /api/freeze)");
    }
    if (pinned != null && !pinned.url().equals(e2b.account().e2b().url().toString())) {
      return Finding.fail(
          what,
          "opens, but at first contact the URL was " + pinned.url(),
          "put api-url back or, if the change is meant, lift the freeze that follows the next"
              + " start");
    }
    if (pinned != null && !pinned.team().isEmpty() && others(teams, pinned.team())) {
      return Finding.fail(
          what,
          "opens team " + String.join(", ", teams) + ", at first contact it was " + pinned.team(),
          "use the key of that team, or another store.url for this one");
    }
    return Finding.ok(
        what,
        teams.isEmpty()
            ? "opens; no event or webhook has named the team yet"
            : "opens team " + String.join(", ", teams));
  }

  private static boolean others(Set<String> teams, String pinned) {
    return !teams.isEmpty() && !teams.contains(pinned);
  }
}
