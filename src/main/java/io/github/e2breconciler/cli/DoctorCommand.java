package io.github.e2breconciler.cli;

import io.github.e2breconciler.AccountSettings;
import io.github.e2breconciler.Settings;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.HttpE2bApi;
import io.github.e2breconciler.e2b.ListWalk;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks a set-up from the outside; changes nothing. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Checks a set-up and says how to mend it; changes nothing.")
final class DoctorCommand implements Callable<Integer> {

  private static final Duration SKEW = Duration.ofSeconds(5);

  @Option(names = "--config", paramLabel = "FILE", description = "As for serve.")
  private @Nullable Path config;

  @Spec private CommandSpec spec;

  private boolean failed;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DoctorCommand() {}

  @Override
  public Integer call() {
    var settings = Settings.read(ServeCommand.ConfigFile.find(config), System.getenv());
    ok("configuration", "readable, " + settings.accounts().size() + " account(s)");
    for (var account : settings.accounts()) {
      check(account);
    }
    return failed ? ExitCode.FAILED : ExitCode.DONE;
  }

  private void check(AccountSettings account) {
    var name = "account " + account.id();
    try (var api =
        new HttpE2bApi(
            account.e2b(),
            InstantSource.system(),
            System::nanoTime,
            new SimpleMeterRegistry(),
            _ -> null)) {
      list(account, name, api);
      skew(name, api);
      feed(name, api);
      webhook(account, name, api);
    }
  }

  private void list(AccountSettings account, String name, HttpE2bApi api) {
    try {
      var rows = new ArrayList<SandboxRow>();
      var walk = new ListWalk().walk(api, (page, _) -> rows.addAll(page));
      if (walk.complete()) {
        ok(name + " list", rows.size() + " sandboxes, complete");
      } else {
        warn(name + " list", "incomplete: " + walk.incompleteReason());
      }
      var inScope = rows.stream().filter(row -> account.scope().contains(row.metadata())).count();
      if (account.scope().metadata().isEmpty()) {
        warn(name + " scope", "empty: observes only; set scope.metadata before you arm it");
      } else {
        ok(
            name + " scope",
            inScope + " inside, " + (rows.size() - inScope) + " outside, never touched");
      }
    } catch (E2bException e) {
      fail(
          name + " list",
          e.kind().label()
              + ": "
              + e.getMessage()
              + (e.kind() == E2bException.Kind.UNAUTHORISED
                  ? "; check the API key of this account"
                  : "; check api-url and the network"));
    }
  }

  private void skew(String name, HttpE2bApi api) {
    var millis = api.health().clockSkewMillis();
    if (millis == null) {
      warn(name + " clock", "E2B's clock is not known");
    } else if (Duration.ofMillis(millis).abs().compareTo(SKEW) > 0) {
      fail(name + " clock", "off by " + Duration.ofMillis(millis) + "; synchronise this machine");
    } else {
      ok(name + " clock", "agrees with E2B's");
    }
  }

  private void feed(String name, HttpE2bApi api) {
    try {
      api.events(0, 1, Set.of());
      ok(name + " event feed", "there");
    } catch (E2bException e) {
      warn(name + " event feed", e.kind().label() + ": lost webhooks are found by walks alone");
    }
  }

  private void webhook(AccountSettings account, String name, HttpE2bApi api) {
    try {
      var url = account.publicUrl();
      var ours =
          api.webhooks().stream()
              .filter(entry -> url == null || entry.url().equals(url.toString()))
              .toList();
      if (ours.isEmpty()) {
        fail(name + " webhook", "none registered for " + url + "; add it in the E2B dashboard");
      } else if (ours.stream().noneMatch(entry -> entry.enabled())) {
        fail(name + " webhook", "disabled; enable it in the E2B dashboard");
      } else {
        ok(name + " webhook", "registered and enabled");
      }
    } catch (E2bException e) {
      warn(name + " webhook", e.kind().label() + ": cannot be checked");
    }
  }

  private void ok(String what, String detail) {
    say("ok  ", what, detail);
  }

  private void warn(String what, String detail) {
    say("warn", what, detail);
  }

  private void fail(String what, String detail) {
    failed = true;
    say("fail", what, detail);
  }

  private void say(String mark, String what, String detail) {
    spec.commandLine().getOut().println("%s  %-28s %s".formatted(mark, what, detail));
    spec.commandLine().getOut().flush();
  }
}
