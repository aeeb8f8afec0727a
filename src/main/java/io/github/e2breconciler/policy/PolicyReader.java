package io.github.e2breconciler.policy;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.policy.Condition.ExpiresAt;
import io.github.e2breconciler.policy.Condition.LeaseExpired;
import io.github.e2breconciler.policy.Condition.MaxAge;
import io.github.e2breconciler.policy.Condition.Overdue;
import io.github.e2breconciler.policy.Condition.PausedLongerThan;
import io.github.e2breconciler.policy.Condition.Ttl;
import io.github.e2breconciler.policy.Condition.Unclaimed;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Policies as the configuration spells them; what is wrong with them is noted there. */
final class PolicyReader {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final Duration MAX = Duration.ofDays(3_660); // keeps every sum an instant

  /** The words of {@code when}, and the keys that go with each. */
  private static final Map<String, Set<String>> KEYS =
      Map.of(
          "overdue", Set.of("slack"),
          "max-age", Set.of("max-age"),
          "lease-expired", Set.of(),
          "expires-at", Set.of("key"),
          "ttl", Set.of("key"),
          "unclaimed", Set.of("for"),
          "paused-longer-than", Set.of("for", "delete-data"));

  private PolicyReader() {}

  static Policies read(ConfigReader in) {
    var absent = !in.has("policies");
    var policies = new ArrayList<Policy>();
    var names = new HashSet<String>();
    for (var each : in.sections("policies", absent ? 1 : 0)) {
      @Nullable Policy policy = policy(each, absent ? "overdue" : "");
      if (policy != null && !names.add(policy.name())) {
        each.problem("name", "is the name of two policies: " + policy.name());
      } else if (policy != null) {
        policies.add(policy);
      }
    }
    return new Policies(policies);
  }

  /**
   * One policy; null where it has no name or no condition to build it from.
   *
   * @param fallback its name and condition where it has none; empty for a mistake
   */
  private static @Nullable Policy policy(ConfigReader in, String fallback) {
    @Nullable String name = name(in, fallback);
    @Nullable Condition condition = condition(in, fallback);
    var match = match(in.section("match"));
    var grace = in.duration("grace", FIVE_MINUTES, Duration.ZERO, MAX);
    var action =
        in.choice(
            "action",
            Action.NOTIFY,
            List.of(Action.NOTIFY, Action.PAUSE, Action.KILL),
            Action::label);
    var window = Window.read(in.section("window"));
    if (name == null || condition == null) {
      return null;
    }
    if (!Policy.allowed(condition, action)) {
      in.problem(
          "action",
          "is %s; for paused sandboxes it may be notify, or with delete-data: true beside it kill"
              .formatted(action.label()));
      return null;
    }
    return new Policy(name, condition, match, grace, action, window);
  }

  private static @Nullable String name(ConfigReader in, String fallback) {
    var name = in.text("name", fallback);
    if (name.isEmpty()) {
      in.problem("name", "is missing");
      return null;
    }
    if (!Policy.validName(name)) {
      in.problem("name", "is not lower-case letters, digits and dashes: " + name);
      return null;
    }
    return name;
  }

  private static @Nullable Condition condition(ConfigReader in, String fallback) {
    var words = KEYS.keySet().stream().sorted().toList();
    if (!in.has("when") && fallback.isEmpty()) {
      in.problem("when", "is missing: " + String.join(", ", words));
    }
    var when = in.choice("when", fallback, words, word -> word);
    refuseOtherKeys(in, when);
    return switch (when) {
      case "overdue" -> new Overdue(in.duration("slack", FIVE_MINUTES, Duration.ZERO, MAX));
      case "max-age" -> new MaxAge(limit(in, "max-age"));
      case "lease-expired" -> new LeaseExpired();
      case "expires-at" -> new ExpiresAt(key(in));
      case "ttl" -> new Ttl(key(in));
      case "unclaimed" -> new Unclaimed(limit(in, "for"));
      case "paused-longer-than" ->
          new PausedLongerThan(limit(in, "for"), in.flag("delete-data", false));
      default -> null; // a mistake already
    };
  }

  /** A key of another condition is a mistake of its own: it says something that will not happen. */
  private static void refuseOtherKeys(ConfigReader in, String when) {
    @Nullable Set<String> own = KEYS.get(when);
    for (var key : in.keys()) {
      var anyones = KEYS.values().stream().anyMatch(keys -> keys.contains(key));
      if (!anyones || (own != null && own.contains(key))) {
        continue;
      }
      if (in.has(key) && own != null) {
        in.problem(key, "does not go with when: " + when);
      }
    }
  }

  private static Duration limit(ConfigReader in, String key) {
    if (!in.has(key)) {
      in.problem(key, "is missing");
    }
    return in.duration(key, MAX, SECOND, MAX);
  }

  private static String key(ConfigReader in) {
    @Nullable String key = in.text("key");
    if (key == null || key.isBlank()) {
      in.problem("key", "is missing: the metadata key to read");
      return "";
    }
    return key;
  }

  private static Match match(ConfigReader in) {
    @Nullable AccountId account = null;
    @Nullable String name = in.text("account");
    if (name != null && AccountId.valid(name)) {
      account = new AccountId(name);
    } else if (name != null) {
      in.problem("account", "is not an account's name: " + name);
    }
    var metadata = new LinkedHashMap<String, Set<String>>();
    in.metadata("metadata", Map.of()).forEach((key, value) -> metadata.put(key, Set.of(value)));
    var several = in.section("metadata-in");
    for (var key : several.keys()) {
      var values = Set.copyOf(several.texts(key, List.of()));
      if (values.isEmpty()) {
        several.problem(key, "has no values");
      } else if (metadata.put(key, values) != null) {
        several.problem(key, "is in metadata as well");
      }
    }
    return new Match(account, some(in, "template"), metadata, some(in, "metadata-exists"));
  }

  /** None where nothing is said; an empty list would say all, and mean none. */
  private static Set<String> some(ConfigReader in, String key) {
    @Nullable List<String> texts = in.has(key) ? in.texts(key, List.of()) : null;
    if (texts != null && texts.isEmpty()) {
      in.problem(key, "has no values");
    }
    return texts == null ? Set.of() : Set.copyOf(texts);
  }
}
