package io.github.e2breconciler.cli;

import io.github.e2breconciler.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/** A daemon with short times, for a simulated fleet that lives in seconds. */
final class DemoDaemon {

  static final String KEY = "e2b_simulator";
  static final String SECRET = "demo-secret-of-thirty-two-letters";

  /** A shrink as by default; of the leases most expire anyway, with the jobs they are of. */
  static final String SUSPICIOUS = "{shrink: 30%, mass-expiry: 95%, at-least: 5}";

  /** For a fleet so small that half of it may end at once by chance. */
  static final String UNSUSPICIOUS = "{shrink: 90%, mass-expiry: 90%, at-least: 50}";

  private DemoDaemon() {}

  /** Where it listens, 0 being any port, and keeps its store. */
  record Place(int port, int adminPort, Path store) {}

  static Settings settings(Place place, URI simulator, String suspicion) {
    return Settings.parse(
        """
        server: {host: 127.0.0.1, port: %d}
        admin: {host: 127.0.0.1, port: %d}
        store: {url: "jdbc:sqlite:%s"}
        mode: kill
        accounts:
          - {name: demo, api-url: "%s", scope: {metadata: {app: demo}}}
        api: {calls-per-second: 50}
        detection: 2s
        settle: 5s
        creation-grace: 5s
        quarantine: 5s
        new-store-wait: 0s
        suspicion: %s
        caps: {per-pass: 100, share: 100%%, per-hour: 100000, per-day: 1000000}
        protect: {metadata: {keep: "true"}}
        policies:
          - {name: crashed-workers, when: lease-expired, match: {metadata: {kind: worker}},
             grace: 5s, action: kill}
          - {name: overdue, when: overdue, slack: 2s, grace: 5s, action: kill}
        """
            .formatted(place.port(), place.adminPort(), place.store(), simulator, suspicion),
        Map.of("E2B_API_KEY", KEY, "E2B_WEBHOOK_SECRET", SECRET));
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
