package io.github.e2breconciler;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.github.e2breconciler.admin.AdminSettings;
import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.cost.Prices;
import io.github.e2breconciler.http.ListenerSettings;
import io.github.e2breconciler.lease.HeartbeatSettings;
import io.github.e2breconciler.notify.NotifySettings;
import io.github.e2breconciler.policy.Policies;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.policy.Window;
import io.github.e2breconciler.reap.ReapSettings;
import io.github.e2breconciler.reconcile.ReconcileSettings;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.StoreSettings;
import io.github.e2breconciler.webhook.WebhookSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration.
 *
 * @param server where webhooks come in
 * @param ownerKey the metadata key that names a sandbox's owner
 * @param notices who wants to hear what is ended
 * @param describe a line for each setting with the value that holds, for the log; secrets are
 *     {@code ***}
 */
public record Settings(
    ListenerSettings server,
    AdminSettings admin,
    StoreSettings store,
    WebhookSettings webhook,
    List<AccountSettings> accounts,
    HeartbeatSettings heartbeat,
    String ownerKey,
    ReconcileSettings reconcile,
    ReapSettings reap,
    Policies policies,
    Prices prices,
    NotifySettings notices,
    List<String> describe) {

  private static final List<String> ACCOUNT_VARIABLES =
      List.of("E2B_API_KEY", "E2B_WEBHOOK_SECRET", "E2B_API_URL");

  public Settings {
    accounts = List.copyOf(accounts);
    describe = List.copyOf(describe);
  }

  /**
   * Reads a file with the environment on top.
   *
   * @param file null for the defaults
   * @throws io.github.e2breconciler.config.ConfigException with every mistake
   */
  public static Settings read(@Nullable Path file, Map<String, String> environment) {
    return read(ConfigReader.open(file, environment));
  }

  /** As {@link #read(Path, Map)}, of a text in YAML. */
  public static Settings parse(String yaml, Map<String, String> environment) {
    return read(ConfigReader.parse(yaml, environment));
  }

  /** Reads everything and ends the reading. */
  static Settings read(ConfigReader in) {
    var server = in.section("server");
    var listener = ListenerSettings.read(server, "0.0.0.0", 8080, "E2B_RECONCILER_PORT");
    var adminSection = in.section("admin");
    var admin = AdminSettings.read(adminSection);
    if (listener.port() != 0 && listener.port() == admin.listener().port()) {
      adminSection.problem("port", "is the server's port as well: " + listener.port());
    }
    var accounts = accounts(in);
    var scopes = new HashMap<AccountId, Scope>();
    accounts.forEach(account -> scopes.put(account.id(), account.scope()));
    var webhook =
        WebhookSettings.read(server, accounts.stream().map(AccountSettings::webhook).toList());
    var store = StoreSettings.read(in.section("store"));
    var heartbeatSection = in.section("heartbeat");
    var heartbeat = HeartbeatSettings.read(heartbeatSection);
    if (heartbeat.token() != null && heartbeat.token().equals(admin.token())) {
      heartbeatSection.problem(
          "token-file", "holds the admin port's token, with which owners could end sandboxes");
    }
    var ownerKey = ownerKey(in);
    var reconcile = ReconcileSettings.read(in);
    var reap = ReapSettings.read(in, scopes);
    var policies = policies(in, accounts);
    refuseWindowsThatNeverMeet(in, policies, reap.limits().window());
    var prices = Prices.read(in.section("prices"));
    var notices = NotifySettings.read(in.section("notify"));
    in.finish();
    return new Settings(
        listener,
        admin,
        store,
        webhook,
        accounts,
        heartbeat,
        ownerKey,
        reconcile,
        reap,
        policies,
        prices,
        notices,
        in.effective());
  }

  private static String ownerKey(ConfigReader in) {
    var key = in.text("owner-key", "owner");
    if (key.isBlank()) {
      in.problem("owner-key", "is empty, so no heartbeat of an owner would protect");
    }
    return key;
  }

  private static List<AccountSettings> accounts(ConfigReader in) {
    var sections = in.sections("accounts", 1);
    var only = sections.size() == 1;
    if (!only) {
      for (var variable : ACCOUNT_VARIABLES) {
        if (in.environmentHas(variable)) {
          in.problem(
              "accounts",
              "are several, so "
                  + variable
                  + " could be of any of them; unset it, and name files in each of them");
        }
      }
    }
    var api = in.section("api");
    var accounts = new ArrayList<AccountSettings>();
    var names = new HashMap<AccountId, ConfigReader>();
    var secrets = new HashMap<Secret, AccountId>();
    for (var section : sections) {
      var mistakes = section.mistakes();
      var account = AccountSettings.read(section, api, only);
      if (section.mistakes() == mistakes) { // what stands in for a missing key is nobody's
        refuseSharing(section, account, accounts);
      }
      accounts.add(account);
      if (names.putIfAbsent(account.id(), section) != null) {
        section.problem("name", "is the name of two accounts: " + account.id());
      }
      for (var secret : account.webhook().secrets()) {
        @Nullable AccountId other = secrets.putIfAbsent(secret, account.id());
        if (other != null && !other.equals(account.id())) {
          section.problem("webhook-secret-files", "has a secret that account " + other + " has");
        }
      }
    }
    return accounts;
  }

  /** Accounts that could have the same sandboxes by another key, with what is theirs. */
  Map<AccountId, Scope> sharing(AccountSettings account) {
    return accounts.stream()
        .filter(other -> !other.id().equals(account.id()) && mayShare(account, other))
        .collect(toUnmodifiableMap(AccountSettings::id, AccountSettings::scope));
  }

  private static boolean mayShare(AccountSettings one, AccountSettings other) {
    return one.e2b().sameService(other.e2b()) && one.scope().overlaps(other.scope());
  }

  /** Leases may be of one account: those who use a sandbox of two would be heard by one of them. */
  private static void refuseSharing(
      ConfigReader in, AccountSettings account, List<AccountSettings> others) {
    for (var other : others) {
      if (mayShare(account, other) && account.e2b().key().equals(other.e2b().key())) {
        in.problem(
            "scope",
            "may have sandboxes that account "
                + other.id()
                + " has too, by the same key; let their scopes differ in a value of one metadata"
                + " key");
      }
    }
  }

  /** Neither window alone is a mistake, and together nothing would ever be done, nor told. */
  private static void refuseWindowsThatNeverMeet(
      ConfigReader in, Policies policies, Window everything) {
    for (var policy : policies.list()) {
      if (!policy.window().overlaps(everything)) {
        in.problem(
            "policies",
            "has %s with window %s, which is never open together with the one at the top: %s"
                .formatted(policy.name(), policy.window(), everything));
      }
    }
  }

  private static Policies policies(ConfigReader in, List<AccountSettings> accounts) {
    var policies = Policies.read(in);
    var ids = new TreeMap<AccountId, AccountSettings>();
    accounts.forEach(account -> ids.put(account.id(), account));
    for (var policy : policies.list()) {
      @Nullable AccountId account = policy.match().account();
      if (account != null && !ids.containsKey(account)) {
        in.problem(
            "policies",
            "has " + policy.name() + " for account " + account + ", not one of " + ids.keySet());
      }
    }
    return policies;
  }
}
