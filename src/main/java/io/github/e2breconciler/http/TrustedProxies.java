package io.github.e2breconciler.http;

import io.github.e2breconciler.config.ConfigReader;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The networks of the proxies in front of us, whose word on where a request came from is taken.
 *
 * <p>Anybody can write {@code X-Forwarded-For}, so it is read from its end for as long as trusted
 * proxies wrote it: the first address that is none of theirs is the source. Without that header,
 * {@code Forwarded} (RFC 7239) is read alike. What is no address ends the reading.
 *
 * @param networks none: every peer speaks for itself
 */
public record TrustedProxies(List<Network> networks) {

  /** Every peer speaks for itself. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private static final Pattern FOR =
      Pattern.compile("(?:^|;)\\s*for=\"?([^\";]*)\"?", Pattern.CASE_INSENSITIVE);

  /** {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1} or {@code [2001:db8::1]:80}. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "([0-9]+(?:\\.[0-9]+){3})(?::\\d+)?"
              + "|\\[([0-9A-Fa-f:.]+)](?::\\d+)?"
              + "|([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)");

  private static final HeaderName X_FORWARDED_FOR = HeaderNames.X_FORWARDED_FOR;
  private static final HeaderName FORWARDED = HeaderNames.FORWARDED;

  public TrustedProxies {
    networks = List.copyOf(networks);
  }

  /** Reads {@code trusted-proxies}. */
  public static TrustedProxies read(ConfigReader in) {
    var networks = new ArrayList<Network>();
    for (var text : in.texts("trusted-proxies", List.of())) {
      try {
        networks.add(Network.parse(text));
      } catch (IllegalArgumentException e) {
        in.problem("trusted-proxies", "has what is not a network like 10.0.0.0/8: " + text);
      }
    }
    return new TrustedProxies(networks);
  }

  /** Where a request came from. */
  public InetAddress source(ServerRequest request) {
    var peer = address(request);
    if (!trusts(peer)) {
      return peer;
    }
    var headers = request.headers();
    return headers.contains(X_FORWARDED_FOR)
        ? source(peer, headers.get(X_FORWARDED_FOR).allValues(true))
        : source(peer, forwarded(headers.all(FORWARDED, List::of)));
  }

  /**
   * The last of several addresses that is no trusted proxy's.
   *
   * @param hops as the headers have them, the nearest last
   */
  InetAddress source(InetAddress peer, List<String> hops) {
    var source = peer;
    for (var hop : hops.reversed()) {
      var matcher = ADDRESS.matcher(hop.strip());
      if (!trusts(source) || !matcher.matches()) {
        return source;
      }
      try {
        source = InetAddress.ofLiteral(firstGroup(matcher));
      } catch (IllegalArgumentException e) {
        return source;
      }
    }
    return source;
  }

  static List<String> forwarded(List<String> headers) {
    var hops = new ArrayList<String>();
    for (var header : headers) {
      for (var element : header.split(",", -1)) {
        var matcher = FOR.matcher(element);
        hops.add(matcher.find() ? matcher.group(1) : "");
      }
    }
    return hops;
  }

  private boolean trusts(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private static String firstGroup(Matcher matcher) {
    for (var group = 1; group < matcher.groupCount(); group++) {
      if (matcher.group(group) != null) {
        return matcher.group(group);
      }
    }
    return matcher.group(matcher.groupCount());
  }

  /** No name is looked up: the socket has the address. */
  private static InetAddress address(ServerRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress peer
        ? peer.getAddress()
        : InetAddress.getLoopbackAddress();
  }
}
