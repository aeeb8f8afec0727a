package io.github.e2breconciler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class FailingSourcesTest {

  private static final InetAddress STRANGER = InetAddress.ofLiteral("203.0.113.7");
  private static final InetAddress OTHER = InetAddress.ofLiteral("203.0.113.8");

  private final AtomicLong nanos = new AtomicLong();
  private final FailingSources sources = new FailingSources(nanos::get);

  @Test
  void noticesASourceThatKeepsFailing() {
    fail(STRANGER, FailingSources.MANY - 1);
    assertThat(sources.failing(STRANGER)).isFalse();

    fail(STRANGER, 1);
    assertThat(sources.failing(STRANGER)).isTrue();
    assertThat(sources.failing(OTHER)).isFalse();
  }

  @Test
  void forgivesOnceOneVerifies() {
    fail(STRANGER, FailingSources.MANY);

    sources.verified(STRANGER);

    assertThat(sources.failing(STRANGER)).isFalse();
  }

  @Test
  void forgetsAfterAMinute() {
    fail(STRANGER, FailingSources.MANY);

    nanos.addAndGet(FailingSources.WINDOW.toNanos());

    assertThat(sources.failing(STRANGER)).isFalse();
    assertThat(sources.size()).isZero();
  }

  @Test
  void takesANetworkOfIpv6ForOneSource() {
    for (var host = 0; host < FailingSources.MANY; host++) {
      fail(InetAddress.ofLiteral("2001:db8:0:1::" + host), 1);
    }

    assertThat(sources.failing(InetAddress.ofLiteral("2001:db8:0:1:ffff::1"))).isTrue();
    assertThat(sources.failing(InetAddress.ofLiteral("2001:db8:0:2::1"))).isFalse();
  }

  @Test
  void remembersABoundedNumber() {
    for (var host = 0; host < 50_000; host++) {
      fail(InetAddress.ofLiteral("10.0." + host / 250 + "." + host % 250), 1);
    }

    assertThat(sources.size()).isLessThanOrEqualTo(10_000);
  }

  private void fail(InetAddress source, int times) {
    for (var time = 0; time < times; time++) {
      sources.failed(source);
    }
  }
}
