package io.github.e2breconciler.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.config.ConfigException;
import io.github.e2breconciler.config.ConfigReader;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedProxiesTest {

  private final TrustedProxies proxies =
      new TrustedProxies(List.of(Network.parse("10.0.0.0/8"), Network.parse("2001:db8::/32")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7 | 198.51.100.1 | 203.0.113.7", // the peer is nobody's proxy
        "10.1.2.3 | 198.51.100.1 | 198.51.100.1",
        "10.1.2.3 | 1.1.1.1, 198.51.100.1 | 198.51.100.1", // the first is the sender's own word
        "10.1.2.3 | 198.51.100.1, 10.9.9.9 | 198.51.100.1", // two proxies
        "10.1.2.3 | 10.8.8.8, 10.9.9.9 | 10.8.8.8", // nobody but proxies
        "10.1.2.3 | 198.51.100.1:4711 | 198.51.100.1",
        "10.1.2.3 | [2a00::1]:4711 | 2a00::1",
        "2001:db8::1 | 2a00::1 | 2a00::1",
        "10.1.2.3 | unknown | 10.1.2.3",
        "10.1.2.3 | 198.51.100.1, example.com | 10.1.2.3", // no name is ever looked up
        "10.1.2.3 | 999.1.1.1 | 10.1.2.3"
      })
  void takesTheLastAddressThatIsNoTrustedProxys(String peer, String hops, String source) {
    assertThat(proxies.source(address(peer), List.of(hops.split(",")))).isEqualTo(address(source));
  }

  @Test
  void readsTheStandardHeaderToo() {
    var headers =
        List.of("for=1.1.1.1;proto=https, For=\"[2a00::1]:80\"", "by=10.0.0.1;for=198.51.100.1");

    assertThat(TrustedProxies.forwarded(headers))
        .containsExactly("1.1.1.1", "[2a00::1]:80", "198.51.100.1");
  }

  @Test
  void comparesNetworksByTheirBits() {
    var network = Network.parse("192.0.2.128/25");

    assertThat(network.contains(address("192.0.2.128"))).isTrue();
    assertThat(network.contains(address("192.0.2.255"))).isTrue();
    assertThat(network.contains(address("192.0.2.127"))).isFalse();
    assertThat(network.contains(address("2001:db8::1"))).isFalse();
    assertThat(Network.parse("192.0.2.1").contains(address("192.0.2.1"))).isTrue();
    assertThat(Network.parse("0.0.0.0/0").contains(address("192.0.2.1"))).isTrue();
  }

  @Test
  void trustsNobodyByDefault() {
    var in = ConfigReader.parse("", Map.of());

    assertThat(TrustedProxies.read(in)).isEqualTo(TrustedProxies.NONE);
  }

  @Test
  void readsNetworksAndAddresses() {
    var in = ConfigReader.parse("trusted-proxies: [10.0.0.0/8, \"2001:db8::/32\"]", Map.of());

    assertThat(TrustedProxies.read(in)).isEqualTo(proxies);
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.example.com", "10.0.0.0/33", "10.0.0.0/x", "10.0.0/8/8", "10/8"})
  void tellsWhatIsNoNetwork(String text) {
    var in = ConfigReader.parse("trusted-proxies: [\"" + text + "\"]", Map.of());
    TrustedProxies.read(in);

    assertThatThrownBy(in::finish)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("trusted-proxies")
        .hasMessageContaining(text);
  }

  private static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }
}
