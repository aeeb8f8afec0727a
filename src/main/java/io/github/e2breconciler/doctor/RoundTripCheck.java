package io.github.e2breconciler.doctor;

import io.github.e2breconciler.AccountSettings;
import io.github.e2breconciler.doctor.Caller.Reply;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether what our secrets sign is taken: at our own port with each of them, then by the public
 * URL.
 *
 * <p>Both ways carry the same event. So when it was taken here and the public URL says that it was
 * taken before, that URL leads to this very daemon and not to another one with the same secret.
 *
 * @param local the account's path on our own port, or null where its port is any free one
 */
record RoundTripCheck(
    AccountSettings account, @Nullable URI local, TestDelivery event, Caller ours, Caller anybody)
    implements Check {

  private static final long SLOW_MILLIS = 2_000;

  @Override
  public List<Finding> look() {
    if (account.webhook().secrets().isEmpty()) {
      return List.of();
    }
    var findings = new ArrayList<Finding>();
    var taken = atOurPort(findings);
    findings.add(atPublicUrl(taken));
    return findings;
  }

  private boolean atOurPort(List<Finding> findings) {
    var what = account.id() + " round trip";
    if (local == null) {
      findings.add(
          Finding.warn(what, "server.port is 0, so it cannot be tried", "set a fixed server.port"));
      return false;
    }
    var secrets = account.webhook().secrets();
    for (var i = 0; i < secrets.size(); i++) {
      var which =
          secrets.size() == 1 ? "the secret" : "secret " + (i + 1) + " of " + secrets.size();
      var finding = judged(what, which, event.send(ours, local, secrets.get(i)));
      findings.add(finding);
      if (finding.level() == Finding.Level.FAIL) {
        return false;
      }
    }
    return findings.getLast().level() == Finding.Level.OK;
  }

  private Finding judged(String what, String which, Reply reply) {
    return switch (reply) {
      case Reply.Silent(var reason, _) ->
          Finding.warn(
              what,
              which + " not tried, nobody answers at " + local + ": " + reason,
              "start the daemon, then look again");
      case Reply.Answered(var status, var body, var took) when status == 200 && ours(body) ->
          took.toMillis() < SLOW_MILLIS
              ? Finding.ok(
                  what, "%s proven at %s in %d ms".formatted(which, local, took.toMillis()))
              : Finding.warn(
                  what,
                  "%s proven, after %d ms".formatted(which, took.toMillis()),
                  "see the runbook store-slow: E2B gives up after 10 s");
      case Reply.Answered(var status, _, _) ->
          Finding.fail(
              what,
              which + " answered " + status + " at " + local,
              switch (status) {
                case 401 ->
                    "restart the daemon, which has another secret than this configuration, or run"
                        + " doctor with the environment of the daemon";
                case 404 -> "restart the daemon, which has other paths or account names";
                case 503 -> "see the runbook store-trouble: the store takes no writes";
                default -> "another program has that port: stop it, or set another server.port";
              });
    };
  }

  private Finding atPublicUrl(boolean takenHere) {
    var what = account.id() + " public url";
    @Nullable URI url = account.publicUrl();
    if (url == null) {
      return Finding.warn(
          what,
          "not known, so neither the way to us nor our registration can be checked",
          "set public-url to the URL that E2B is to call");
    }
    return switch (event.send(anybody, url, account.webhook().secrets().getFirst())) {
      case Reply.Silent(var reason, _) ->
          Finding.fail(
              what,
              url + " cannot be reached: " + reason,
              "check DNS, the firewall, the proxy and its certificate");
      case Reply.Answered(var status, var body, _) when status == 200 && ours(body) ->
          reached(what, url, takenHere, body);
      case Reply.Answered(var status, _, _) ->
          Finding.fail(what, url + " answered " + status + ", not as ours", fix(status));
    };
  }

  private static Finding reached(String what, URI url, boolean takenHere, String body) {
    if (takenHere && !body.contains("already processed")) {
      return Finding.fail(
          what,
          url + " leads to another daemon with the same secret",
          "point it here, or run doctor beside that one; two on one team must have two scopes");
    }
    var secure = url.getScheme().equals("https") || Ports.isLoopback(url);
    return secure
        ? Finding.ok(what, url + (takenHere ? " leads to this daemon" : " answers as ours"))
        : Finding.warn(what, url + " is not https, and E2B delivers to nothing else", "set up TLS");
  }

  private static String fix(int status) {
    return switch (status) {
      case 401 ->
          "what is there has another secret: point public-url, or the proxy, to this daemon";
      case 404, 405 -> "its path must be one of server.webhook-paths, and the proxy must keep it";
      case 301, 302, 307, 308 -> "take the address that it redirects to: E2B follows none";
      case 502, 503, 504 -> "the proxy there does not reach the daemon, or its store is in trouble";
      default -> "something else answers there: check host, port and proxy";
    };
  }

  private static boolean ours(String body) {
    return body.contains("\"success\":true") && body.contains(TestDelivery.SANDBOX);
  }
}
