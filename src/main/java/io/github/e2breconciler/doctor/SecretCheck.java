package io.github.e2breconciler.doctor;

import io.github.e2breconciler.AccountSettings;
import io.github.e2breconciler.Settings;
import io.github.e2breconciler.e2b.WebhookMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether E2B's dashboard would take the webhook secrets; whether they are right is tried later.
 */
record SecretCheck(Settings settings) implements Check {

  private static final int SHORTEST = 32; // what the form of the dashboard asks for

  @Override
  public List<Finding> look() {
    var findings = new ArrayList<Finding>();
    for (var account : settings.accounts()) {
      findings.add(look(account));
    }
    return findings;
  }

  private static Finding look(AccountSettings account) {
    var what = account.id() + " secret";
    var secrets = account.webhook().secrets();
    if (secrets.isEmpty()) {
      return Finding.ok(what, "none, as webhook is " + WebhookMode.OFF.label());
    }
    var tooShort = secrets.stream().filter(it -> it.reveal().length() < SHORTEST).count();
    return tooShort == 0
        ? Finding.ok(what, secrets.size() + " configured")
        : Finding.warn(
            what,
            tooShort + " of " + secrets.size() + " shorter than " + SHORTEST + " letters",
            "make a longer one (openssl rand -hex 32) and rotate it; the dashboard refuses those");
  }
}
