package io.github.e2breconciler.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.config.Secret;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SignatureTest {

  /** The example of the reference implementations of Standard Webhooks. */
  @Test
  void signsAsTheStandardDoes() {
    var headers =
        Signature.headers(
            Signature.key(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Instant.ofEpochSecond(1_614_265_330),
            "{\"test\": 2432232314}");

    assertThat(headers)
        .containsEntry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
        .containsEntry("webhook-timestamp", "1614265330")
        .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void takesOtherSecretsAsTheyAre() {
    assertThat(Signature.key(Secret.of("plain"))).isEqualTo("plain".getBytes(UTF_8));
  }

  @Test
  void refusesWhatIsNoBase64BehindItsPrefix() {
    assertThatThrownBy(() -> Signature.key(Secret.of("whsec_***")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
