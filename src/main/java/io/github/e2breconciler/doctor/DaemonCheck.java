package io.github.e2breconciler.doctor;

import io.github.e2breconciler.doctor.Caller.Reply;
import io.github.e2breconciler.http.ListenerSettings;
import java.util.List;

/** Whether a daemon runs here, lives and is ready. */
record DaemonCheck(ListenerSettings admin, StoreView store, Caller caller) implements Check {

  private static final String WHAT = "daemon";

  @Override
  public List<Finding> look() {
    var url = Ports.local(admin);
    if (url == null) {
      return List.of(
          Finding.warn(
              WHAT, "admin.port is 0, so it cannot be found", "set admin.port to a fixed one"));
    }
    for (var health : List.of("live", "ready")) {
      switch (caller.get(url.resolve("/health/" + health))) {
        case Reply.Silent silent -> {
          return List.of(absent(url + ": " + silent.reason()));
        }
        case Reply.Answered(var status, var body, _) when status != 200 -> {
          return List.of(
              Finding.fail(
                  WHAT,
                  "at " + url + " it is not " + health + ": " + status + " " + start(body),
                  status == 503
                      ? "what is down is named there; the log says why"
                      : "another program has that port: stop it, or set another admin.port"));
        }
        case Reply.Answered _ -> {}
      }
    }
    return List.of(Finding.ok(WHAT, "lives and is ready at " + url));
  }

  /** Before its first start it is no mistake that it does not run. */
  private Finding absent(String detail) {
    var what = "nobody answers at " + detail;
    var start = "start it (deploy/e2b-reconciler serve, docker compose up -d), then look again";
    return store instanceof StoreView.Absent
        ? Finding.warn(WHAT, what + "; it never ran on this store", start)
        : Finding.fail(WHAT, what, start);
  }

  private static String start(String body) {
    return body.length() > 200 ? body.substring(0, 200) + "…" : body;
  }
}
