package io.github.e2breconciler.reap;

import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.TUESDAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Reads;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Protection;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.policy.Window;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReapSettingsTest {

  private static final Map<AccountId, Scope> SCOPES =
      Map.of(new AccountId("default"), new Scope(Map.of("fleet", "blue")));

  @Test
  void observesByDefault() {
    assertThat(read(""))
        .isEqualTo(
            new ReapSettings(
                Action.OBSERVE,
                SCOPES,
                new Protection(Map.of("keep", "true"), Set.of(), Set.of()),
                new Timings(
                    Duration.ofMinutes(5),
                    Duration.ofHours(24),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(10)),
                new Limits(new Caps(10, 10, 60, 500), Window.ALWAYS, FreezeFile.NONE)));
  }

  @Test
  void readsEveryKey() {
    var yaml =
        """
        mode: kill
        creation-grace: 1s
        new-store-wait: 0s
        settle: 3s
        quarantine: 4s
        caps: { per-pass: 0, share: 100%, per-hour: 2, per-day: 3 }
        window: { days: [mon, tue], hours: 09:00-17:00, zone: Europe/Berlin }
        freeze-file: /run/stop
        protect: { metadata: { a: b }, templates: [t], sandboxes: [iabc-client] }
        """;

    assertThat(read(yaml))
        .isEqualTo(
            new ReapSettings(
                Action.KILL,
                SCOPES,
                new Protection(Map.of("a", "b"), Set.of("t"), Set.of(new SandboxId("iabc"))),
                new Timings(
                    Duration.ofSeconds(1),
                    Duration.ZERO,
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(4)),
                new Limits(
                    new Caps(0, 100, 2, 3),
                    new Window(
                        Set.of(MONDAY, TUESDAY), 9 * 60, 17 * 60, ZoneId.of("Europe/Berlin")),
                    new FreezeFile(Path.of("/run/stop")))));
  }

  @Test
  void protectsByNoMetadataWhenToldSo() {
    var settings = read("protect: { metadata: {} }");

    assertThat(settings.protection().metadata()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mode: kil | mode is kil, not one of observe, notify, pause, kill; did you mean kill?",
        "creation-grace: 31d | creation-grace is 31d, more than 30d",
        "new-store-wait: x | new-store-wait is not a duration: x",
        "settle: -1s | settle is not a duration: -1s",
        "quarantine: 1w | quarantine is not a duration: 1w",
        "caps: { per-pass: -1 } | caps.per-pass is -1, less than 0",
        "caps: { share: 101% } | caps.share is 101%, more than 100%",
        "caps: { per-hour: many } | caps.per-hour is not a whole number: many",
        "caps: { perday: 1 } | caps.perday is not a setting; did you mean per-day?",
        "window: { zone: Mars } | window.zone is not a time zone: Mars",
        "freeze-file: [a, b] | freeze-file is not a single value",
        "protect: { sandboxes: [a/b] } | protect.sandboxes has what is not a sandbox id: a/b",
        "protect: { metadata: 3 } | protect.metadata is not a map"
      })
  void refusesEachViolation(String yaml, String problem) {
    assertThat(Reads.problems(yaml, in -> ReapSettings.read(in, SCOPES)))
        .singleElement()
        .asString()
        .startsWith(problem);
  }

  private static ReapSettings read(String yaml) {
    return Reads.read(yaml, in -> ReapSettings.read(in, SCOPES));
  }
}
