package io.github.e2breconciler.doctor;

import io.github.e2breconciler.Settings;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.doctor.Caller.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who can reach the routes that change things, and what they must show. */
record ExposureCheck(Settings settings, Caller caller) implements Check {

  private static final int OK = 200;
  private static final int UNAUTHORISED = 401;
  private static final String ADMIN = "admin port";

  @Override
  public List<Finding> look() {
    var findings = new ArrayList<Finding>();
    findings.add(admin());
    if (settings.heartbeat().onPublicPort()) {
      findings.add(heartbeats());
    }
    return findings;
  }

  private Finding admin() {
    var listener = settings.admin().listener();
    var token = settings.admin().token() != null;
    var where = listener.host() + ":" + listener.port();
    var unknown = token ? statusWithoutToken() : 0;
    if (unknown == UNAUTHORISED && refusesOurToken()) {
      return Finding.fail(
          ADMIN,
          where + " refuses the token that is configured",
          "restart the daemon, which runs with another token");
    }
    if (unknown == OK) {
      return Finding.fail(
          ADMIN,
          where + " answers without the token that is configured",
          "restart the daemon, which runs with an older configuration");
    }
    if (listener.loopback()) {
      return Finding.ok(
          ADMIN,
          where + ", this machine alone, " + (token ? "with a token" : "for whoever is on it"));
    }
    return listener.tls() == null
        ? Finding.warn(
            ADMIN,
            where + ", in reach of other machines, and its token travels in the clear",
            "set admin.tls, or let only a trusted network reach it (a NetworkPolicy, a firewall)")
        : Finding.ok(ADMIN, where + ", in reach of other machines, with TLS and a token");
  }

  private boolean refusesOurToken() {
    var url = Ports.local(settings.admin().listener());
    @Nullable Secret token = settings.admin().token();
    return url != null
        && token != null
        && caller.get(url.resolve("/api/freeze"), token) instanceof Reply.Answered(var status, _, _)
        && status == UNAUTHORISED;
  }

  /** Our door asks for a token; whoever else has that port is not to learn it. */
  private int statusWithoutToken() {
    var url = Ports.local(settings.admin().listener());
    return url != null
            && caller.get(url.resolve("/api/freeze")) instanceof Reply.Answered(var status, _, _)
        ? status
        : 0;
  }

  private Finding heartbeats() {
    var what = "heartbeats";
    return settings.server().tls() == null && settings.webhook().proxies().networks().isEmpty()
        ? Finding.warn(
            what,
            "taken on the public port, and their token travels in the clear",
            "set server.tls, or put a proxy with TLS in front and name it in trusted-proxies")
        : Finding.ok(what, "taken on the public port, behind TLS, with a token of their own");
  }
}
